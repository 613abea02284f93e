/**
 * The three insights of the paper, each of which can be left out.
 *
 * - `preference`: subtasks prefer different models.
 * - `peak`: more samples help up to a point, then scores stay or fall.
 * - `dependence`: what is spent on an earlier subtask changes what later ones need.
 */
export type Insight = "preference" | "peak" | "dependence";

/** All insights. */
export const insights: readonly Insight[] = ["preference", "peak", "dependence"];

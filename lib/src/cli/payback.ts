import { type Allocation, allocationKey, type Space } from "../allocation/index.js";
import type { Recommendation } from "../searchers/index.js";
import { createSimulator } from "../simulator/index.js";
import { amortization, type Running, type Study } from "../study/index.js";
import type { Outcome } from "../trials/index.js";
import type { Truth } from "./truth.js";
import type { FlaggedWorld } from "./world-options.js";

/** Whether a search was worth its cost. */
export interface Payback {
  readonly before: Running & { readonly allocation: string };
  readonly after: Running & { readonly allocation: string };
  /** Whether the scores are exact, as in a simulated world; else they were seen on the questions searched on, which flatters the search. */
  readonly exact: boolean;
  readonly searchUnits: number;
  /** After how many questions it has paid for itself; `null` if it never does. */
  readonly questions: number | null;
}

/** What is set against each other. */
export interface PaybackParts {
  readonly space: Space;
  readonly world: Pick<FlaggedWorld, "environment" | "instance" | "kind">;
  /** The search, at its end. */
  readonly study: Pick<Study, "trials" | "ending" | "spent">;
  readonly found: Recommendation;
  /** What would be used without the search. */
  readonly instead: Allocation;
  readonly truth: Truth | null;
  readonly signal: AbortSignal;
}

/** Why nothing can be said of whether a search was worth its cost. */
export interface NoPayback {
  readonly why: string;
}

/**
 * After how many questions a search has paid for itself, or why that cannot be told. A live world is asked for the score of `instead`
 * unless a trial has it; not after a stop, a cap or a failure, which are to end its spending.
 */
export async function paybackOf(parts: PaybackParts): Promise<Payback | NoPayback> {
  const { space, world, study, found, instead, truth } = parts;
  const { spent } = study;
  const exact =
    world.instance === null || truth === null ? null : createSimulator(world.instance).evaluate(instead).score;
  const seen = exact === null ? await scoreOf(parts) : null;
  const name = allocationKey(instead);
  if (seen !== null && seen.kind !== "scored") return { why: `${name} has no score, ${seen.why}` };
  const score = exact ?? seen?.score ?? 0;
  if (score === 0) return { why: `${name} scores 0, which leaves open what a right answer is worth` };
  const before = { allocation: name, units: space.costOf(instead), score };
  const after = {
    allocation: allocationKey(found.allocation),
    units: space.costOf(found.allocation),
    score: truth?.score ?? found.score,
  };
  for (const { allocation, units } of [before, after])
    if (!(units > 0)) return { why: `${allocation} costs ${units.toFixed(2)} units, not more than nothing` };
  if (spent.units < 0) return { why: `the search cost ${spent.units.toFixed(2)} units, less than nothing` };
  return {
    before,
    after,
    exact: exact !== null,
    searchUnits: spent.units,
    questions: amortization(spent.units, before, after),
  };
}

/** What is known of `instead`, or the world says of it. */
async function scoreOf({ world, study, instead, signal }: PaybackParts): Promise<Outcome | NoScore> {
  const { environment, kind } = world;
  const name = allocationKey(instead);
  const whole = study.trials.find(
    ({ proposed, questions, outcome }) =>
      outcome.kind === "scored" &&
      allocationKey(proposed) === name &&
      (questions === undefined || questions.length === environment.questions),
  );
  if (whole !== undefined) return whole.outcome;
  const { ending } = study;
  const over = ending !== null && (ending.kind === "trials" || ending.kind === "searcher");
  if (signal.aborted || (kind === "live" && !over))
    return { kind: "unasked", why: `and none is bought after a search that ended early: ${ending?.why ?? "stopped"}` };
  try {
    return await environment.evaluate(instead, { subsamples: false, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    return { kind: "unasked", why: "as the run was stopped before it was known" };
  }
}

interface NoScore {
  readonly kind: "unasked";
  readonly why: string;
}

/** The payback for a terminal. */
export function paybackText(payback: Payback | NoPayback): string {
  if ("why" in payback) return `whether the search has paid for itself cannot be told: ${payback.why}\n`;
  const { before, after, exact, searchUnits, questions } = payback;
  const scores = `${before.score.toFixed(4)} at ${before.units.toFixed(1)} units, now ${after.score.toFixed(4)} at ${after.units.toFixed(1)}`;
  const kind = exact ? "" : " (as seen on the questions searched on, which flatters the search)";
  const verdict =
    questions === null
      ? "never pays for itself"
      : `has paid for itself after ${Math.ceil(questions).toLocaleString("en-US")} questions`;
  return `instead of ${before.allocation}, ${scores}${kind}: the search of ${searchUnits.toFixed(0)} units ${verdict}, a right answer being worth what it cost before\n`;
}

import type { ReplayTable } from "../../environments/index.js";
import type { Instance } from "../../simulator/index.js";

/** A world in which searchers are compared, as data: it can be sent to a thread. */
export type Arena = SimulatedArena | ReplayedArena;

interface ArenaBase {
  /** Tells it from the others of its task, such as `7`. */
  readonly name: string;
  /** @default the task's */
  readonly budget?: number;
  /** The numbers of samples to choose from. @default all of the task's */
  readonly grid?: readonly number[];
  /** How many questions are searched on; the rest are kept back to test on. @default all */
  readonly train?: number;
}

/**
 * A simulated world. Searches see drawn samples on its first questions, each seed other samples. The truth is the exact expectation
 * on the same questions; the test, the exact expectation on the questions kept back.
 */
export interface SimulatedArena extends ArenaBase {
  readonly kind: "simulate";
  readonly instance: Instance;
  /** Whether allocations share their samples, or each draws its own. @default "samples" */
  readonly draw?: "samples" | "anew";
}

/**
 * A table of outcomes. The truth is the table itself: on all questions if all are searched on, else on those kept back, each seed
 * another split.
 */
export interface ReplayedArena extends ArenaBase {
  readonly kind: "replay";
  readonly table: ReplayTable;
}

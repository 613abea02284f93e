import type { Design } from "../bootstrap/design.js";
import type { StatisticName } from "../bootstrap/statistic.js";
import type { StatisticModule } from "./load-statistic.js";

/** What a thread is asked to do: the replicates of some blocks, written in their places of `out`, which threads share. */
export interface ReplicateTask {
  readonly design: Design;
  readonly statistic: StatisticName | StatisticModule;
  /** The path of the stream of chance: a stream is its path. */
  readonly stream: string;
  /** First block, and the one after the last. */
  readonly range: readonly [number, number];
  readonly out: Float64Array;
}

export type ReplicateReply = { readonly kind: "done" } | { readonly kind: "failed"; readonly error: unknown };

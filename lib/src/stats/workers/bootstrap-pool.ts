import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Rng } from "../../core/index.js";
import { bootstrap, bootstrapOfReplicates, resamplingOf } from "../bootstrap/bootstrap.js";
import type { BootstrapData } from "../bootstrap/design.js";
import type { BootstrapOptions } from "../bootstrap/options.js";
import { blocksOf } from "../bootstrap/replicate.js";
import type { BootstrapResult } from "../bootstrap/result.js";
import type { StatisticName } from "../bootstrap/statistic.js";
import { loadStatistic, type StatisticModule } from "./load-statistic.js";
import type { ReplicateReply, ReplicateTask } from "./task.js";

export interface BootstrapPool {
  readonly threads: number;
  /**
   * `bootstrap` with its resamples drawn by the pool's threads: the same numbers as without, whatever the number of threads. Ideal laws, given
   * index sets and the studentized method are computed in the calling thread.
   */
  bootstrap(
    data: BootstrapData,
    statistic: StatisticName | StatisticModule,
    rng: Rng,
    options?: BootstrapOptions,
  ): Promise<BootstrapResult>;
  /** Ends the threads; the pool is of no use afterwards. An open pool does not keep the program alive. */
  close(): Promise<void>;
}

/**
 * Opens worker threads for bootstraps that must draw many resamples. A thread takes tens of milliseconds to start: keep a pool for as long as
 * there is work.
 *
 * Functions cannot travel between threads, so that a statistic of one's own is named by the module that exports it.
 *
 * @param options.threads how many; by default one for each core
 * @throws RangeError unless there is at least one
 * @example
 * ```ts no-run
 * const pool = bootstrapPool({ threads: 2 });
 * const { low, high } = await pool.bootstrap(scores, "median", createRng("night"), { resamples: 1_000_000 });
 * await pool.close();
 * ```
 */
export function bootstrapPool(options: { readonly threads?: number } = {}): BootstrapPool {
  const { threads = availableParallelism() } = options;
  if (!Number.isSafeInteger(threads) || threads < 1)
    throw new RangeError(`bootstrapPool requires at least one thread, got ${threads}`);
  const workers = Array.from({ length: threads }, () => new Worker(join(__dirname, "replicate-worker.js")));
  // Threads keep the program alive only while they work: a pool that nobody closed must not hang it.
  for (const worker of workers) worker.unref();
  let last: Promise<unknown> = Promise.resolve();
  return {
    threads,
    async bootstrap(data, statistic, rng, rest = {}) {
      const here = typeof statistic === "string" ? statistic : await loadStatistic(statistic);
      const resampling = resamplingOf(data, here, rest);
      if (resampling === undefined) return bootstrap(data, here, rng, rest);
      const { design, count, name } = resampling;
      const out = new Float64Array(new SharedArrayBuffer(count * Float64Array.BYTES_PER_ELEMENT));
      const blocks = blocksOf(count);
      const turn = last.then(() =>
        allDone(
          workers.map((worker, w) => {
            const range = [Math.floor((w * blocks) / threads), Math.floor(((w + 1) * blocks) / threads)] as const;
            const there = name ?? (statistic as StatisticModule);
            return ask(worker, { design, statistic: there, stream: rng.path, range, out });
          }),
        ),
      );
      // One bootstrap at a time, in the order asked; a failed one does not stop the next.
      last = turn.catch(() => undefined);
      await turn;
      return bootstrapOfReplicates(data, here, out, rest);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Waits for every thread, failed or not: a thread still at work would answer for the next task. */
async function allDone(tasks: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(tasks)) if (result.status === "rejected") throw result.reason;
}

/** Sends one task to a thread and waits until its blocks are filled. */
function ask(worker: Worker, task: ReplicateTask): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      worker.off("exit", onExit);
      worker.unref();
      act();
    };
    const onMessage = (reply: ReplicateReply) =>
      settle(() => (reply.kind === "done" ? resolve() : reject(reply.error as Error)));
    const onError = (error: unknown) => settle(() => reject(error as Error));
    const onExit = () => settle(() => reject(new Error("a thread of bootstrapPool ended before its work was done")));
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.on("exit", onExit);
    worker.ref();
    worker.postMessage(task);
  });
}

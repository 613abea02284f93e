import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { CompareRow } from "../compare/row.js";
import { type Job, type JobSetting, jobRunner } from "./job-runner.js";

/** Who runs the searches of a comparison. */
export interface JobPool {
  /** How many to ask for at once: more than there are threads, so that none waits for the longest search. */
  readonly width: number;
  run(job: Job): Promise<CompareRow>;
  close(): Promise<void>;
}

type Reply = { readonly kind: "done"; readonly row: CompareRow } | { readonly kind: "failed"; readonly error: unknown };

/** Threads that run searches; one thread is the caller's own. */
export function jobPool(setting: JobSetting, threads: number): JobPool {
  if (threads === 1) return { width: 1, run: jobRunner(setting), close: async () => {} };
  const workers = Array.from(
    { length: threads },
    () => new Worker(join(__dirname, "compare-worker.js"), { workerData: setting }),
  );
  const idle = [...workers];
  const waiting: ((worker: Worker) => void)[] = [];
  const free = (worker: Worker) => {
    const next = waiting.shift();
    if (next === undefined) idle.push(worker);
    else next(worker);
  };
  return {
    width: 32 * threads,
    async run(job) {
      const worker = idle.shift() ?? (await new Promise<Worker>((resolve) => waiting.push(resolve)));
      try {
        return await ask(worker, job);
      } finally {
        free(worker);
      }
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, job: Job): Promise<CompareRow> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      worker.off("exit", onExit);
      act();
    };
    const onMessage = (reply: Reply) =>
      settle(() => (reply.kind === "done" ? resolve(reply.row) : reject(reply.error as Error)));
    const onError = (error: unknown) => settle(() => reject(error as Error));
    const onExit = () =>
      settle(() => reject(new Error("a thread of compareSearchers ended before its search was done")));
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.on("exit", onExit);
    worker.postMessage(job);
  });
}

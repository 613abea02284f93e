import { dirname, resolve } from "node:path";
import { readText } from "../core/index.js";
import { chooseKernel } from "./choose-kernel.js";
import { type FileResult, runFile } from "./execute-file.js";
import { type Kernel, startKernel } from "./kernel.js";
import type { Notebook } from "./notebook.js";
import type { RunOptions } from "./options.js";
import { parseNotebook } from "./parse.js";

/** One notebook to run. */
export interface PoolJob {
  readonly input: string;
  readonly output: string;
  /** Go before the pool's own. */
  readonly options?: RunOptions;
}

export interface PoolOptions extends RunOptions {
  /** Notebooks that run at the same time. @default 2 */
  readonly kernels?: number;
}

/** `ran`: with or without a failing cell. `refused`: it could not begin, for a reason that is no cell's. */
export type PoolResult =
  | { readonly kind: "ran"; readonly job: PoolJob; readonly result: FileResult }
  | { readonly kind: "refused"; readonly job: PoolJob; readonly error: unknown };

interface Prepared {
  readonly notebook: Notebook;
  readonly kernel: Promise<Kernel>;
}

/**
 * Runs several notebooks side by side, each on a kernel of its own; while they run, the kernel of the next one starts. A notebook that
 * fails does not keep the others from running.
 *
 * @returns one result per job, in the order of the jobs
 * @example
 * ```ts no-run
 * const results = await runPool([{ input: "a.ipynb", output: "out/a.ipynb" }, { input: "b.ipynb", output: "out/b.ipynb" }], { kernels: 2 });
 * ```
 */
export async function runPool(jobs: readonly PoolJob[], options: PoolOptions = {}): Promise<PoolResult[]> {
  const { kernels = 2, ...shared } = options;
  if (!Number.isInteger(kernels) || kernels < 1)
    throw new RangeError(`runPool requires kernels to be an integer of at least one, got ${kernels}`);
  const results: PoolResult[] = [];
  const prepared = new Map<number, Promise<Prepared>>();
  let next = 0;

  const optionsOf = (job: PoolJob): RunOptions => ({
    cwd: dirname(resolve(job.input)),
    ...shared,
    ...job.options,
  });
  const prepare = (index: number) => {
    const job = jobs[index];
    if (job === undefined || prepared.has(index)) return;
    const preparing = prepareJob(job, optionsOf(job));
    preparing.catch(() => {}); // reported when its turn comes
    prepared.set(index, preparing);
  };
  const work = async () => {
    for (let index = next++; index < jobs.length; index = next++) {
      const job = jobs[index] as PoolJob;
      prepare(index);
      try {
        const { notebook, kernel } = await (prepared.get(index) as Promise<Prepared>);
        await kernel.catch(() => {});
        prepare(next);
        const result = await runFile(notebook, job.input, job.output, optionsOf(job), kernel);
        results[index] = { kind: "ran", job, result };
      } catch (error) {
        results[index] = { kind: "refused", job, error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(kernels, jobs.length) }, work));
  return results;
}

async function prepareJob(job: PoolJob, options: RunOptions): Promise<Prepared> {
  const name = options.name ?? job.input;
  const notebook = parseNotebook(readText(job.input), name);
  const kernel = startKernel(chooseKernel(notebook, name, options), {
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? process.env,
    transport: options.transport,
    startTimeout: options.startTimeout ?? 60,
    signal: options.signal,
  });
  kernel.catch(() => {}); // reported by the run
  return { notebook, kernel };
}

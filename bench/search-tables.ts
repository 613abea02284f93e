import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import {
  type Allocation,
  allocationKey,
  createSpace,
  loadTask,
  parseAllocation,
  type Space,
} from "../lib/src/allocation/index.js";
import {
  type Environment,
  findCalibration,
  loadCalibration,
  type ReplayRow,
  replay,
  simulate,
} from "../lib/src/environments/index.js";
import { createSimulator, drawInstance } from "../lib/src/simulator/index.js";
import { pythonWith } from "../tests/peers/jupyter.js";

/** The multi-stage tasks of the paper. */
export const tasks = ["2wiki", "hotpotqa", "cwq", "webqsp", "taskbench", "chatdev", "textvqa"] as const;

const grid = [1, 2, 3, 5, 8, 12, 20, 30, 45, 65, 100];
const lab = join(import.meta.dirname, "..");

/** A table of outcomes that was drawn once, to be searched by anyone, and what is true behind it. */
export interface SearchTable {
  readonly name: string;
  readonly space: Space;
  readonly world: Environment;
  regret(allocation: Allocation): number;
  /** The scores by allocation, for a peer. */
  readonly plain: { readonly grid: readonly number[]; readonly stages: readonly object[]; readonly scores: object };
}

/** World number `seed` of a task as a table of 50 questions. */
export async function searchTable(name: string, seed: number): Promise<SearchTable> {
  const task = loadTask(join(lab, `data/tasks/${name}.json`));
  const calibration = loadCalibration(findCalibration(name, lab) ?? "", task);
  const instance = drawInstance(calibration, seed, { questions: 50 });
  const space = createSpace(task, { grid });
  const drawn = simulate(instance);
  const rows: ReplayRow[] = [];
  for (const allocation of space) {
    const outcome = await drawn.evaluate(allocation);
    if (outcome.kind !== "scored") continue;
    const { score, standardError, questions, stages } = outcome;
    rows.push({ allocation, score, question: null, standardError, questions, stages });
  }
  const exact = createSimulator(instance);
  const best = exact.best(space).score;
  return {
    name: `${name}-${seed}`,
    space,
    world: replay({ name: `${name}/${seed}`, task, provenance: "simulated", rows }),
    regret: (allocation) => best - exact.evaluate(allocation).score,
    plain: {
      grid,
      stages: task.stages.map((stage) => ({ name: stage.name, models: stage.models.map((model) => model.name) })),
      scores: Object.fromEntries(rows.map(({ allocation, score }) => [allocationKey(allocation), score])),
    },
  };
}

/** What Optuna found in a table. */
export interface OptunaAnswer {
  readonly best: string;
  readonly trials: number;
  readonly asked: number;
  readonly seconds: number;
}

/** The Python that has Optuna, where one has. */
export const python: string | undefined = pythonWith("optuna");

/** An Optuna that stays up: only its work is timed. */
export async function openOptuna(tables: readonly SearchTable[]): Promise<{
  search(table: SearchTable, sampler: string, seed: number, trials: number): Promise<OptunaAnswer>;
  close(): void;
}> {
  const child: ChildProcess = spawn(python ?? "", [join(import.meta.dirname, "optuna_peer.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: Interface = createInterface({ input: child.stdout as NonNullable<ChildProcess["stdout"]> });
  const answers = lines[Symbol.asyncIterator]();
  const next = async () => String((await answers.next()).value);
  child.stdin?.write(`${JSON.stringify(Object.fromEntries(tables.map((table) => [table.name, table.plain])))}\n`);
  await next();
  return {
    async search(table, sampler, seed, trials) {
      child.stdin?.write(`${table.name} ${sampler} ${seed} ${trials}\n`);
      return JSON.parse(await next()) as OptunaAnswer;
    },
    close: () => void child.stdin?.end(),
  };
}

/** The allocation that a peer named. */
export function named(key: string, { space }: SearchTable): Allocation {
  return parseAllocation(key, space.task);
}

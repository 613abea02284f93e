import { join } from "node:path";
import { createSpace, loadTask } from "../lib/src/allocation/index.js";
import { at, createRng, shuffled } from "../lib/src/core/index.js";
import { findCalibration, loadCalibration } from "../lib/src/environments/index.js";
import { cholesky, solveCholesky } from "../lib/src/numerics/index.js";
import { createSimulator, drawInstance } from "../lib/src/simulator/index.js";
import { counts } from "./counts.js";
import { tasks } from "./search-tables.js";

// npx tsx bench/planner-bound.ts [tasks] [worlds]: what is lost by a planner that knows the true mean and covariance of everything in its task's
// worlds, and recommends by the best linear prediction from scores and stage metrics, of some allocations and of all. Worlds 1000 and on.
const [names = tasks.join(), ...rest] = process.argv.slice(2);
const [known, judged, first] = counts(rest, [400, 80, 1000]);
const lab = join(import.meta.dirname, "..");
const coarse = [1, 2, 3, 4, 6, 8, 11, 15, 20, 27, 37, 50, 70, 100];
const coarser = [1, 2, 4, 8, 15, 30, 55, 100];
const tries = [10, 20, Number.POSITIVE_INFINITY];
/** Shrinkage of the covariance; the best of these counts, in favour of the bound. */
const ridges = [0.01, 0.03, 0.1];

console.log(["task", "after 10", "after 20", "after all", "grid"].map((text) => text.padEnd(10)).join(" "));
const all: number[][] = [];
for (const name of names.split(",")) {
  const row = bound(name);
  console.log([name, ...row.map((x) => x.toFixed(4))].map((text) => text.padEnd(10)).join(" "));
  all.push(row);
}
const means = at(all, 0).map((_, i) => all.reduce((sum, row) => sum + at(row, i), 0) / all.length);
console.log(["all", ...means.map((x) => x.toFixed(4))].map((text) => text.padEnd(10)).join(" "));

interface World {
  readonly truth: Float64Array;
  readonly seen: readonly (readonly number[])[];
  readonly best: number;
}

/** Regret against the best of the coarse grid, and what the grid itself loses. */
function bound(name: string): number[] {
  const task = loadTask(join(lab, `data/tasks/${name}.json`));
  const calibration = loadCalibration(findCalibration(name, lab) ?? "", task);
  const space = createSpace(task);
  const plans = [...createSpace(task, { grid: task.stages.length > 2 ? coarser : coarse })];
  const worlds = Array.from({ length: known + judged }, (_, w): World => {
    const instance = drawInstance(calibration, first + w, { questions: 50 });
    const exact = createSimulator(instance);
    const drawn = createSimulator(instance, { draw: "samples" });
    const truth = Float64Array.from(plans, (plan) => exact.evaluate(plan).score);
    const seen = plans.map((plan) => drawn.evaluate(plan).stages.map(logit));
    return { truth, seen, best: w < known ? 0 : exact.best(space).score };
  });
  const train = worlds.slice(0, known);
  const test = worlds.slice(known);
  const truths = train.map(({ truth }) => truth.map(logit));
  const rng = createRng(`planner-bound/${name}`);
  const rows = tries.map((count) => {
    const chosen = shuffled(
      plans.map((_, i) => i),
      rng,
    ).slice(0, Math.min(count, plans.length));
    const features = (world: World) => Float64Array.from(chosen.flatMap((i) => at(world.seen, i)));
    const told = train.map(features);
    return Math.min(...ridges.map((ridge) => meanOf(regrets(told, truths, test, features, ridge))));
  });
  return [...rows, meanOf(test.map(({ truth, best }) => best - Math.max(...truth)))];
}

/** Ridge regression in its dual form: as many unknowns as worlds. */
function regrets(
  told: readonly Float64Array[],
  truths: readonly Float64Array[],
  test: readonly World[],
  features: (world: World) => Float64Array,
  ridge: number,
): number[] {
  const n = told.length;
  const [centre, middle] = [centreOf(told), centreOf(truths)];
  const centred = told.map((row) => row.map((x, i) => x - (centre[i] as number)));
  const gram = new Float64Array(n * n);
  for (const [i, a] of centred.entries())
    for (let j = 0; j <= i; j++) gram[i * n + j] = dot(a, centred[j] as Float64Array) / n + (i === j ? ridge : 0);
  const lower = cholesky(gram, n);
  if (lower === undefined) throw new Error("the worlds' covariance is not positive definite");
  return test.map((world) => {
    const y = features(world).map((x, i) => x - (centre[i] as number));
    const weights = solveCholesky(
      lower,
      centred.map((row) => dot(row, y) / n),
    );
    let best = 0;
    let highest = Number.NEGATIVE_INFINITY;
    for (let p = 0; p < middle.length; p++) {
      let mean = middle[p] as number;
      for (let i = 0; i < n; i++) mean += (weights[i] as number) * ((truths[i]?.[p] as number) - (middle[p] as number));
      if (mean > highest) [best, highest] = [p, mean];
    }
    return Math.max(...world.truth) - (world.truth[best] as number);
  });
}

function centreOf(rows: readonly Float64Array[]): Float64Array {
  return at(rows, 0).map((_, i) => rows.reduce((sum, row) => sum + (row[i] as number), 0) / rows.length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function logit(score: number): number {
  const rate = (50 * score + 0.5) / 51;
  return Math.log(rate / (1 - rate));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

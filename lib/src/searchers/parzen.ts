import type { Allocation, Space, StageChoice } from "../allocation/index.js";
import type { Rng } from "../core/index.js";
import { power } from "../core/index.js";

/** A density over a task's allocations, made of kernels; it does not know the budget. */
export interface ParzenEstimator {
  draw(rng: Rng): Allocation;
  logDensity(allocation: Allocation): number;
}

/** What a kernel says of one stage: the chance of each model and of each number of samples of the grid. */
interface StageKernel {
  readonly models: Float64Array;
  readonly samples: Float64Array;
}

/** Width of a kernel of many, as a share of the range of the logarithm of samples. */
const WIDTH = 0.2;
/** Kernels are never narrower than the range divided by one more than their number, nor by more than this. */
const NARROWEST = 100;

/**
 * One kernel around each allocation and a uniform one of the same weight. A kernel is a product over the stages: the model, with a small
 * chance for every other; and the samples, a normal curve on their logarithm, its mass on the numbers of the grid.
 *
 * @see Bergstra et al. 2011, Algorithms for hyper-parameter optimization; the widths are those of Optuna's multivariate estimator
 */
export function parzenEstimator({ task, grid }: Space, allocations: readonly Allocation[]): ParzenEstimator {
  const logs = Float64Array.from(grid, Math.log);
  const cells = cellWidths(logs);
  const range = cells.reduce((sum, width) => sum + width, 0);
  const kernels = allocations.length + 1;
  const dimensions = 2 * task.stages.length;
  const width =
    range * Math.max(WIDTH * power(allocations.length, -1 / (dimensions + 4)), 1 / Math.min(NARROWEST, 1 + kernels));
  const elsewhere = 1 / kernels;

  const curves = new Map<number, Float64Array>();
  const curveAround = (samples: number): Float64Array => {
    const known = curves.get(samples);
    if (known !== undefined) return known;
    const centre = Math.log(samples);
    const curve = new Float64Array(grid.length);
    for (let i = 0; i < curve.length; i++) {
      const steps = ((logs[i] as number) - centre) / width;
      curve[i] = (cells[i] as number) * Math.exp(-0.5 * steps * steps);
    }
    normaliseInPlace(curve);
    curves.set(samples, curve);
    return curve;
  };
  const places = task.stages.map(({ models }) => new Map(models.map(({ name }, m) => [name, m])));
  const uniform = normalised(cells);
  const mixture: StageKernel[][] = allocations.map((allocation) =>
    allocation.map(({ model, samples }, s) => {
      const count = places[s]?.size ?? 1;
      const models = new Float64Array(count).fill(elsewhere / (1 + count * elsewhere));
      const place = places[s]?.get(model) ?? -1;
      models[place] = (1 + elsewhere) / (1 + count * elsewhere);
      return { models, samples: curveAround(samples) };
    }),
  );
  mixture.push(
    task.stages.map(({ models }) => ({
      models: normalised(new Float64Array(models.length).fill(1)),
      samples: uniform,
    })),
  );
  const gridPlaces = new Map(grid.map((s, i) => [s, i]));

  return {
    draw(rng) {
      const kernel = mixture[rng.below(kernels)] as StageKernel[];
      return task.stages.map(({ name, models }, s): StageChoice => {
        const { models: chances, samples } = kernel[s] as StageKernel;
        const model = models[drawFrom(chances, rng)]?.name ?? "";
        return { stage: name, model, samples: grid[drawFrom(samples, rng)] as StageChoice["samples"] };
      });
    },
    logDensity(allocation) {
      const models = allocation.map(({ model }, s) => places[s]?.get(model) ?? -1);
      const samples = allocation.map((choice) => gridPlaces.get(choice.samples) ?? -1);
      let density = 0;
      for (const kernel of mixture) {
        let product = 1;
        for (let s = 0; s < kernel.length; s++) {
          const stage = kernel[s] as StageKernel;
          product *= (stage.models[models[s] as number] ?? 0) * (stage.samples[samples[s] as number] ?? 0);
        }
        density += product;
      }
      return Math.log(density / kernels);
    },
  };
}

/** How much of the logarithm's axis belongs to each number of the grid: to the middle between it and its neighbours. */
function cellWidths(logs: Float64Array): Float64Array {
  const last = logs.length - 1;
  if (last === 0) return Float64Array.of(1);
  return logs.map((x, i) => {
    const left = i === 0 ? 2 * x - (logs[1] ?? 0) : (logs[i - 1] ?? 0);
    const right = i === last ? 2 * x - (logs[last - 1] ?? 0) : (logs[i + 1] ?? 0);
    return (right - left) / 2;
  });
}

function normalised(masses: Float64Array): Float64Array {
  const shares = masses.slice();
  normaliseInPlace(shares);
  return shares;
}

function normaliseInPlace(masses: Float64Array): void {
  let total = 0;
  for (let i = 0; i < masses.length; i++) total += masses[i] as number;
  for (let i = 0; i < masses.length; i++) masses[i] = (masses[i] as number) / total;
}

function drawFrom(chances: Float64Array, rng: Rng): number {
  let rest = rng.uniform();
  for (let i = 0; i < chances.length; i++) {
    rest -= chances[i] as number;
    if (rest < 0) return i;
  }
  return chances.length - 1;
}

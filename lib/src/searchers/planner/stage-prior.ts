import type { Landscape, StageOption } from "./landscape.js";
import type { Scales } from "./scales.js";

/** What is believed of one stage before anything is measured, in log-odds of the final score. */
export interface StagePrior {
  /** By option. */
  readonly mean: Float64Array;
  /** Covariance of two options' contributions. */
  covariance(scales: Scales, a: number, b: number): number;
}

/** Log-odds that a model with e times the parameters is worth: ten times are a third. */
const PER_LOG_SIZE = 0.15;
/** Log-odds that many samples are worth beyond one. */
const MANY_SAMPLES = 0.5;
/** Share of a curve's variance that is common to the models of the stage. */
const COMMON_CURVE = 0.6;

const known = new WeakMap<Landscape, readonly StagePrior[]>();

/**
 * The priors of a landscape's stages. Larger models and more samples are believed to be better, with room to be wrong:
 *
 * - levels: half of the variance follows the logarithm of the model's size, half is the model's own;
 * - curves: six tenths common to the stage's models, four tenths each one's own; a saturating part 1 - 1/sqrt(k), a smooth part in
 *   ln k of length one, and a slow rise or fall in k.
 */
export function stagePriors(landscape: Landscape): readonly StagePrior[] {
  const found = known.get(landscape) ?? landscape.options.map((options, s) => stagePrior(landscape, options, s));
  known.set(landscape, found);
  return found;
}

function stagePrior({ space }: Landscape, options: readonly StageOption[], s: number): StagePrior {
  const sizes = (space.task.stages[s]?.models ?? []).map(({ parameters }) => Math.log(parameters));
  const middle = sizes.reduce((sum, x) => sum + x, 0) / sizes.length;
  const spread = Math.sqrt(sizes.reduce((sum, x) => sum + (x - middle) ** 2, 0) / sizes.length) || 1;
  const size = Float64Array.from(options, ({ model }) => ((sizes[model] as number) - middle) / spread);
  const model = Uint16Array.from(options, (option) => option.model);
  const grid = [...new Set(options.map(({ samples }) => samples))].sort((a, b) => a - b);
  const place = Uint16Array.from(options, ({ samples }) => grid.indexOf(samples));
  const shapes = curveShapes(grid, space.grid.at(-1) ?? 1);
  return {
    mean: Float64Array.from(
      options,
      (option) =>
        PER_LOG_SIZE * ((sizes[option.model] as number) - middle) + MANY_SAMPLES * (1 - 1 / Math.sqrt(option.samples)),
    ),
    covariance(scales, a, b) {
      const same = model[a] === model[b];
      const level = 0.5 * (size[a] as number) * (size[b] as number) + (same ? 0.5 : 0);
      const curve = shapes[(place[a] as number) * grid.length + (place[b] as number)] as number;
      return scales.level * level + scales.curve * (same ? 1 : COMMON_CURVE) * curve;
    },
  };
}

/** The covariance of a curve at two numbers of samples, for all pairs of the grid. */
function curveShapes(grid: readonly number[], most: number): Float64Array {
  const n = grid.length;
  const shapes = new Float64Array(n * n);
  for (const [i, a] of grid.entries())
    for (const [j, b] of grid.entries()) {
      const rise = (1 - 1 / Math.sqrt(a)) * (1 - 1 / Math.sqrt(b));
      const smooth = Math.exp(-0.5 * Math.log(a / b) ** 2);
      const slow = ((a - 1) * (b - 1)) / most ** 2;
      shapes[i * n + j] = rise + 0.5 * smooth + 0.25 * slow;
    }
  return shapes;
}

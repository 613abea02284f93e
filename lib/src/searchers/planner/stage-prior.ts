import type { Stage } from "../../allocation/index.js";
import { power } from "../../core/index.js";
import type { Landscape, StageOption } from "./landscape.js";
import type { Scales } from "./scales.js";

/** What is believed of one stage before anything is measured, in log-odds of the final score. */
export interface StagePrior {
  /** By option. */
  readonly mean: Float64Array;
  /** Covariance of two options' contributions. */
  covariance(scales: Scales, a: number, b: number): number;
}

/** Log-odds that a model with e times the parameters is worth: ten times are a quarter. */
const PER_LOG_SIZE = 0.12;
/** Log-odds that many samples are worth beyond one. */
const MANY_SAMPLES = 0.7;
/** Share of a curve's variance that is common to the models of the stage. */
const COMMON_CURVE = 0.85;
/** Variances of the parts of a curve, beside a saturating one of variance one. */
const PARTS = { smooth: 0.2, slow: 0.25, faded: 4 };

const known = new WeakMap<Landscape, readonly StagePrior[]>();

/**
 * The priors of a landscape's stages. Larger models and more samples are believed to be better, with room to be wrong:
 *
 * - levels: half of the variance follows the logarithm of the model's size, half is the model's own;
 * - curves: most of the variance is common to the stage's models, the rest each one's own; a saturating part, a smooth part in ln k of
 *   length one, and a slow rise or fall in k;
 * - where a model reads all samples in one prompt to fuse them, what they are worth fades as that prompt grows long, and the length at
 *   which it does is uncertain. Counted in tokens: fifteen long plans are too many where fifteen short answers are not.
 */
export function stagePriors(landscape: Landscape): readonly StagePrior[] {
  const found = known.get(landscape) ?? landscape.options.map((options, s) => stagePrior(landscape, options, s));
  known.set(landscape, found);
  return found;
}

function stagePrior({ space }: Landscape, options: readonly StageOption[], s: number): StagePrior {
  const stage = space.task.stages[s] as Stage;
  const sizes = stage.models.map(({ parameters }) => Math.log(parameters));
  const middle = sizes.reduce((sum, x) => sum + x, 0) / sizes.length;
  const spread = Math.sqrt(sizes.reduce((sum, x) => sum + (x - middle) ** 2, 0) / sizes.length);
  // Where all models are of one size, sizes explain nothing, and all of the variance is the models' own. Their mean may miss it by a rounding.
  const bySize = sizes.some((x) => x !== sizes[0]) ? 0.5 : 0;
  const size = Float64Array.from(options, ({ model }) => ((sizes[model] as number) - middle) / (spread || 1));
  const model = Uint16Array.from(options, (option) => option.model);
  const grid = [...new Set(options.map(({ samples }) => samples))].sort((a, b) => a - b);
  const place = Uint16Array.from(options, ({ samples }) => grid.indexOf(samples));
  const fade = grid.map((k) => fading(stage, k));
  const shapes = curveShapes(grid, fade, space.grid.at(-1) ?? 1);
  return {
    mean: Float64Array.from(
      options,
      (option, o) =>
        PER_LOG_SIZE * ((sizes[option.model] as number) - middle) +
        MANY_SAMPLES * saturation(option.samples) * (1 - (fade[place[o] as number] as Fading).lost),
    ),
    covariance(scales, a, b) {
      const same = model[a] === model[b];
      const level = bySize * (size[a] as number) * (size[b] as number) + (same ? 1 - bySize : 0);
      const curve = shapes[(place[a] as number) * grid.length + (place[b] as number)] as number;
      return scales.level * level + scales.curve * (same ? 1 : COMMON_CURVE) * curve;
    },
  };
}

/** The covariance of a curve at two numbers of samples, for all pairs of the grid. */
function curveShapes(grid: readonly number[], fade: readonly Fading[], most: number): Float64Array {
  const n = grid.length;
  const shapes = new Float64Array(n * n);
  for (const [i, a] of grid.entries())
    for (const [j, b] of grid.entries()) {
      const rise = saturation(a) * saturation(b);
      const smooth = Math.exp(-0.5 * Math.log(a / b) ** 2);
      const slow = ((a - 1) * (b - 1)) / most ** 2;
      const faded = (fade[i] as Fading).unsure * (fade[j] as Fading).unsure;
      shapes[i * n + j] = rise + PARTS.smooth * smooth + PARTS.slow * slow + PARTS.faded * faded;
    }
  return shapes;
}

/** How far samples have come from what one is worth to what very many are. */
function saturation(samples: number): number {
  return 1 - power(samples, -0.75);
}

/** What a long context does to what many samples are worth. */
interface Fading {
  /** Share of the gain that is lost. */
  readonly lost: number;
  /** How that share moves with the logarithm of the tokens that a model can follow. */
  readonly unsure: number;
}

/** Tokens in one prompt at which a model that fuses samples is believed to keep a third of what they are worth. */
const FOLLOWED = 32_000;

function fading({ aggregate, outputTokens }: Stage, samples: number): Fading {
  if (aggregate.kind !== "fuse") return { lost: 0, unsure: 0 };
  const load = ((samples - 1) * outputTokens) / FOLLOWED;
  const kept = Math.exp(-(load ** 2));
  return { lost: 1 - kept, unsure: 2 * load ** 2 * kept };
}

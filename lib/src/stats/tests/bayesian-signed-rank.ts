import type { Rng } from "../../core/index.js";
import { power } from "../../core/index.js";
import { requireFinite, roundingOf } from "./result.js";

export interface BayesianSignedRankOptions {
  /** Region of practical equivalence: differences within ±rope, its ends included, do not matter. @default 0.01 */
  readonly rope?: number;
  /** Draws from the posterior. @default 10000 */
  readonly draws?: number;
  /** Weight of the prior's single pseudo-difference at zero. @default 0.5 */
  readonly prior?: number;
}

export interface BayesianSignedRank {
  /** Posterior chance that the differences are mostly below -rope, within ±rope, above rope; they sum to one. */
  readonly below: number;
  readonly equivalent: number;
  readonly above: number;
}

/**
 * Bayesian signed-rank test: how probable it is that one system is practically better, or that they are practically equivalent.
 *
 * The differences get Dirichlet weights (a Bayesian bootstrap with one pseudo-difference at zero); in each draw the three regions are weighed by pairs
 * of differences, and the heaviest wins. A difference that equals the rope on paper lies within it, whatever its rounding. Costs draws × n.
 *
 * @param differences one per data set or question, first system minus second
 * @throws RangeError if there is no difference or the rope is negative
 * @see Benavoli et al. 2014; Benavoli, Corani, Demšar and Zaffalon 2017, "Time for a change"
 * @example
 * bayesianSignedRank([0.1, 0.1, 0.2, 0.1, 0.3], createRng("doc")).below; // => 0
 * bayesianSignedRank([0.8 - 0.7, 0.3 - 0.2], createRng("doc"), { rope: 0.1 }).equivalent; // => 1
 */
export function bayesianSignedRank(
  differences: ArrayLike<number>,
  rng: Rng,
  options: BayesianSignedRankOptions = {},
): BayesianSignedRank {
  const { rope = 0.01, draws = 10_000, prior = 0.5 } = options;
  if (!(rope >= 0)) throw new RangeError(`bayesianSignedRank requires a rope of at least zero, got ${rope}`);
  if (!Number.isSafeInteger(draws) || draws < 1)
    throw new RangeError(`bayesianSignedRank requires at least one draw, got ${draws}`);
  if (!(prior > 0)) throw new RangeError(`bayesianSignedRank requires a prior weight above zero, got ${prior}`);
  const given = requireFinite("bayesianSignedRank", differences, 1, "differences");
  const order = Array.from({ length: given.length + 1 }, (_, i) => i);
  const values = Float64Array.from([...given, 0]);
  order.sort((a, b) => (values[a] as number) - (values[b] as number));
  const sorted = Float64Array.from(order, (i) => values[i] as number);
  const shapes = order.map((i) => (i === given.length ? prior : 1));
  const n = sorted.length;
  // For each i: how many j have z_i + z_j below -2 rope, and at most 2 rope. Both fall as i rises.
  const edge = 2 * (rope + roundingOf(given));
  const lows = new Int32Array(n);
  const highs = new Int32Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const sum = (sorted[i] as number) + (sorted[j] as number);
      if (sum < -edge) lows[i] = j + 1;
      if (sum <= edge) highs[i] = j + 1;
    }
  const wins = { below: 0, equivalent: 0, above: 0 };
  const upTo = new Float64Array(n + 1);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < n; i++) upTo[i + 1] = (upTo[i] as number) + gammaDraw(shapes[i] as number, rng);
    const total = upTo[n] as number;
    let below = 0;
    let upper = 0;
    for (let i = 0; i < n; i++) {
      const weight = (upTo[i + 1] as number) - (upTo[i] as number);
      below += weight * (upTo[lows[i] as number] as number);
      upper += weight * (total - (upTo[highs[i] as number] as number));
    }
    const equivalent = total * total - below - upper;
    if (below > equivalent && below > upper) wins.below++;
    else if (upper > equivalent) wins.above++;
    else wins.equivalent++;
  }
  return { below: wins.below / draws, equivalent: wins.equivalent / draws, above: wins.above / draws };
}

/** A Gamma(shape, 1) number: an exponential for shape one, Marsaglia and Tsang's method otherwise. */
function gammaDraw(shape: number, rng: Rng): number {
  if (shape === 1) return -Math.log1p(-rng.uniform());
  if (shape < 1) return gammaDraw(shape + 1, rng) * power(1 - rng.uniform(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const v = power(1 + c * x, 3);
    if (v > 0 && Math.log(1 - rng.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

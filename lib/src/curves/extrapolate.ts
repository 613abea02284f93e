import { averaged, type CompareOptions, type Comparison, compare } from "./compare.js";
import { type Fit, fit } from "./fit.js";
import { predict } from "./predict.js";

/** How families fitted to the head of a curve predict its tail. */
export interface Extrapolation {
  readonly upTo: number;
  readonly trained: number;
  readonly tested: number;
  /** By family, in the order of the head's AICc: root mean squared and mean error beyond. */
  readonly rivals: readonly {
    readonly name: string;
    readonly fit: Fit;
    readonly delta: number;
    readonly rmse: number;
    readonly bias: number;
  }[];
  /** The same for the average by Akaike weight. */
  readonly averaged: { readonly rmse: number; readonly bias: number };
  /** The family that predicted best; known only afterwards. */
  readonly best: string;
  readonly comparison: Comparison;
}

/**
 * Fits families to the points with x ≤ `upTo` and measures how they predict the points beyond.
 *
 * @throws RangeError as `compare`, or if no point lies beyond
 * @example
 * const k = [1, 2, 4, 8, 16, 32, 64, 128];
 * extrapolate(k, k.map((x) => 0.8 - 0.3 / x), 32, { families: [families.const, families.power] }).best; // => "power"
 */
export function extrapolate(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  upTo: number,
  options: CompareOptions = {},
): Extrapolation {
  const head = indices(x).filter((i) => (x[i] as number) <= upTo);
  const tail = indices(x).filter((i) => (x[i] as number) > upTo);
  if (tail.length === 0) throw new RangeError(`extrapolate requires points beyond ${upTo} to test on, got none`);
  const comparison = compare(pick(x, head), pick(y, head), { ...options, ...pickPrecision(options, head) });
  const beyond = pick(x, tail);
  const truth = pick(y, tail);
  const rivals = comparison.rivals.map((rival) => ({
    name: rival.name,
    fit: rival.fit,
    delta: rival.delta,
    ...errors(predict(rival.fit, beyond).y, truth),
  }));
  return {
    upTo,
    trained: head.length,
    tested: tail.length,
    rivals,
    averaged: errors(averaged(comparison, beyond).y, truth),
    best: rivals.reduce((a, b) => (b.rmse < a.rmse ? b : a)).name,
    comparison,
  };
}

/** Leave-one-out errors by family. */
export interface LeaveOneOut {
  /** Best first. `failed` counts points whose removal left a family unfittable. */
  readonly rivals: readonly { readonly name: string; readonly rmse: number; readonly failed: number }[];
  readonly best: string;
}

/**
 * Leave-one-out prediction error of each family: every point is predicted from a fit to the others.
 *
 * @throws RangeError as `compare`
 * @see Stone 1974, J. R. Stat. Soc. B 36, 111
 * @example
 * const k = [1, 2, 4, 8, 16, 32];
 * leaveOneOut(k, k.map((x) => 0.8 - 0.3 / x), { families: [families.const, families.power] }).best; // => "power"
 */
export function leaveOneOut(x: ArrayLike<number>, y: ArrayLike<number>, options: CompareOptions = {}): LeaveOneOut {
  const { families: _, ...fitOptions } = options;
  const rivals = compare(x, y, options).rivals.map(({ name, fit: whole }) => {
    let [sum, count, failed] = [0, 0, 0];
    for (const left of indices(x)) {
      const rest = indices(x).filter((i) => i !== left);
      try {
        const part = fit(whole.family, pick(x, rest), pick(y, rest), {
          ...fitOptions,
          ...pickPrecision(fitOptions, rest),
        });
        sum += ((predict(part, [x[left] as number]).y[0] as number) - (y[left] as number)) ** 2;
        count++;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        failed++;
      }
    }
    return { name, rmse: count > 0 ? Math.sqrt(sum / count) : Number.POSITIVE_INFINITY, failed };
  });
  rivals.sort((a, b) => a.rmse - b.rmse);
  return { rivals, best: (rivals[0] as (typeof rivals)[number]).name };
}

const indices = (x: ArrayLike<number>) => Array.from({ length: x.length }, (_, i) => i);
const pick = (values: ArrayLike<number>, at: readonly number[]) => Float64Array.from(at, (i) => values[i] as number);

function pickPrecision({ weights, sigma, trials }: CompareOptions, at: readonly number[]): CompareOptions {
  return {
    ...(weights === undefined ? {} : { weights: pick(weights, at) }),
    ...(sigma === undefined ? {} : { sigma: pick(sigma, at) }),
    ...(trials === undefined ? {} : { trials: typeof trials === "number" ? trials : pick(trials, at) }),
  };
}

function errors(predicted: Float64Array, truth: Float64Array): { rmse: number; bias: number } {
  let [square, sum] = [0, 0];
  predicted.forEach((value, i) => {
    const gap = value - (truth[i] as number);
    square += gap * gap;
    sum += gap;
  });
  return { rmse: Math.sqrt(square / truth.length), bias: sum / truth.length };
}

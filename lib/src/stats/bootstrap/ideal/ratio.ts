import type { Design } from "../design.js";
import type { Law } from "../law.js";
import type { Draws } from "./draws.js";
import { enumeratedLaw } from "./enumerate.js";
import { characteristicSeries, seriesAt, stepError } from "./fourier.js";
import { independentLaw } from "./independent.js";
import { latticeOf, latticeSum } from "./lattice.js";
import { pairedLatticeLaw } from "./paired-lattice.js";

/** A lattice whose steps are wider than this share of the sum's spread shows in the law. */
const COARSE = 2e-3;

/** Chance of a zero denominator that is beyond the last digit that matters. */
const NEVER = 1e-12;

/**
 * The law of a ratio of resampled means with denominators above zero. A ratio is at most r when the mean of x - r y is at most zero: one value of one
 * Fourier series for each r. Two lattices show through such series: few rows are listed instead, independent samples and pairs of lattices summed
 * exactly, and where those would be too large there is no law here.
 */
export function ratioLaw(design: Design): Law | undefined {
  const [x, y] = design.samples as [Float64Array, Float64Array];
  if (y.some((value) => value < 0)) return undefined;
  if (design.paired) {
    const exact =
      enumeratedLaw([x, y], ([top, bottom]) => (top as number) / (bottom as number)) ??
      (isCoarse(x) && isCoarse(y) ? pairedLatticeLaw(x, y, (top, bottom) => top / bottom) : undefined);
    if (exact !== undefined) return exact.lost < NEVER ? exact.law : undefined;
  } else {
    const exact = independentRatio(x, y);
    if (exact !== undefined) return exact;
  }
  if (y.some((value) => value === 0)) return undefined;
  if (isCoarse(x) && isCoarse(y)) return undefined;
  return fourierRatio(x, y, design.paired);
}

function isCoarse(values: Float64Array): boolean {
  const lattice = latticeOf(values);
  if (lattice === undefined) return false;
  const spread =
    lattice.steps.reduce((sum, s) => sum + s * s, 0) / values.length -
    (lattice.steps.reduce((sum, s) => sum + s, 0) / values.length) ** 2;
  return 1 / Math.sqrt(spread * values.length) > COARSE;
}

function independentRatio(x: Float64Array, y: Float64Array): Law | undefined {
  const top = latticeSum([{ values: x, count: x.length }], 1 / x.length);
  const bottom = latticeSum([{ values: y, count: y.length }], 1 / y.length);
  if (top === undefined || bottom === undefined) return undefined;
  const zero = bottom.chances.reduce((sum, chance, j) => ((bottom.points[j] as number) > 0 ? sum : sum + chance), 0);
  if (zero > NEVER) return undefined;
  const positive = bottom.points.map((point) => (point > 0 ? point : Number.NaN));
  const keep = (_: number, j: number) => !Number.isNaN(positive[j] as number);
  const b = { points: bottom.points.filter(keep), chances: bottom.chances.filter(keep) };
  const expect = (points: Float64Array, chances: Float64Array, f: (v: number) => number) =>
    points.reduce((sum, point, i) => sum + (chances[i] as number) * f(point), 0) /
    chances.reduce((sum, c) => sum + c, 0);
  const mean = expect(top.points, top.chances, (v) => v) * expect(b.points, b.chances, (v) => 1 / v);
  const square = expect(top.points, top.chances, (v) => v * v) * expect(b.points, b.chances, (v) => 1 / (v * v));
  const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return independentLaw(
    top,
    b,
    (u, v) => u / v,
    (r, v) => r * v,
    { mean, standardDeviation: Math.sqrt(Math.max(0, square - mean * mean)) },
    1e-12 * largest,
  );
}

function fourierRatio(x: Float64Array, y: Float64Array, paired: boolean): Law | undefined {
  const n = x.length;
  const m = y.length;
  const terms = (r: number): readonly Draws[] =>
    paired
      ? [{ values: x.map((value, i) => (value - r * (y[i] as number)) / n), count: n }]
      : [
          { values: x.map((value) => value / n), count: n },
          { values: y.map((value) => (-r * value) / m), count: m },
        ];
  const extremes = (values: Float64Array): readonly [number, number] => [
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
  ];
  const ratios = paired
    ? x.map((value, i) => value / (y[i] as number))
    : Float64Array.from(extremes(x).flatMap((top) => extremes(y).map((bottom) => top / bottom)));
  const support = extremes(ratios);
  const cdf = (r: number): number => {
    if (r < support[0]) return 0;
    if (r >= support[1]) return 1;
    const series = characteristicSeries(terms(r), 0);
    if (series === undefined) return 1;
    return seriesAt(series, -series.mean).below;
  };
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
  const estimate = mean(x) / mean(y);
  const atEstimate = characteristicSeries(terms(estimate), 100_000);
  if (atEstimate === undefined) return undefined;
  const error = atEstimate.error + stepError(terms(estimate), atEstimate);
  if (error > 1e-3) return undefined;
  const spread = atEstimate.standardDeviation / mean(y);
  const { average, deviation } = integrate(cdf, estimate, spread, support);
  return {
    mean: average,
    standardDeviation: deviation,
    size: "ideal",
    error,
    support,
    position: (t) => ({ less: Math.min(1, Math.max(0, cdf(t))), equal: 0 }),
    quantile: (p) => bracketed(cdf, p, estimate, spread, support),
  };
}

/** Mean and standard deviation from a distribution function, by the trapezoidal rule over ten standard errors. */
function integrate(
  cdf: (r: number) => number,
  centre: number,
  spread: number,
  [lowest, highest]: readonly [number, number],
): { readonly average: number; readonly deviation: number } {
  const low = Math.max(lowest, centre - 8 * spread);
  const high = Math.min(highest, centre + 12 * spread);
  const count = 96;
  const step = (high - low) / count;
  let first = 0;
  let second = 0;
  for (let i = 0; i <= count; i++) {
    const r = low + i * step;
    const weight = (i === 0 || i === count ? 0.5 : 1) * step;
    const above = 1 - cdf(r);
    first += weight * above;
    second += weight * 2 * (r - low) * above;
  }
  return { average: low + first, deviation: Math.sqrt(Math.max(0, second - first * first)) };
}

/** Regula falsi with halving (Illinois) between bounds that hold the quantile. */
function bracketed(
  cdf: (r: number) => number,
  p: number,
  centre: number,
  spread: number,
  [lowest, highest]: readonly [number, number],
): number {
  let low = Math.max(lowest, centre - 2 * spread);
  let high = Math.min(highest, centre + 2 * spread);
  let below = cdf(low) - p;
  let above = cdf(high) - p;
  for (let reach = 4; below > 0 && low > lowest; reach *= 2) {
    low = Math.max(lowest, centre - reach * spread);
    below = cdf(low) - p;
  }
  for (let reach = 4; above < 0 && high < highest; reach *= 2) {
    high = Math.min(highest, centre + reach * spread);
    above = cdf(high) - p;
  }
  let side = 0;
  for (let i = 0; i < 100 && high - low > 1e-12 * spread; i++) {
    const cut = above - below;
    let next = cut > 0 ? (low * above - high * below) / cut : (low + high) / 2;
    if (!(next > low && next < high)) next = (low + high) / 2;
    const value = cdf(next) - p;
    if (Math.abs(value) < 1e-14) return next;
    if (value < 0) {
      low = next;
      below = value;
      if (side === -1) above /= 2;
      side = -1;
    } else {
      high = next;
      above = value;
      if (side === 1) below /= 2;
      side = 1;
    }
  }
  return (low + high) / 2;
}

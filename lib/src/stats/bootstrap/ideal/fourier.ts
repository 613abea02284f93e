import { power } from "../../../core/index.js";
import { logGamma } from "../../distributions/gamma.js";
import { normalQuantile } from "../../distributions/normal.js";
import type { Law } from "../law.js";
import { type Draws, drawMoments, negligibleBeyond } from "./draws.js";
import { latticeOf } from "./lattice.js";

/** Rotations spent at most: about half a millisecond for a sample of 500. */
const WORK = 150_000;

/** Probabilities good to this need no more frequencies. */
const GOOD = 1e-9;

/** A law whose probabilities would be off by more than this is not given. */
const LARGEST_ERROR = 1e-3;

/**
 * The law of a sum of draws without a coarse lattice, by Fourier inversion of its characteristic function Π φ_j(t)^n_j.
 *
 * The function is needed only at multiples of 2π/L, where L is a length outside which less than 1e-16 of the mass lies (Bernstein), and only
 * until it has decayed: a few dozen frequencies for a sum of many draws. The true law has steps, far finer than that. `error` adds up
 * estimates of what is left out: four times the root sum of squares of the last half of the terms computed (as much again is still to come), half
 * the height of the steps that a lattice, exact or blurred, makes wherever it brings the function back, and the chance of the likeliest resample.
 * Blurred lattices are looked for down to steps of 0.002 standard errors, where a step is worth 0.0004. None of this is a proven bound (Esseen's
 * inequality gives one, of some hundredths): against 166 laws listed in full it was too small for five, by a third at most. Undefined when the
 * error would pass 1e-3.
 */
export function fourierSumLaw(terms: readonly Draws[]): Law | undefined {
  const series = characteristicSeries(terms, WORK);
  if (series === undefined) return undefined;
  const error = series.error + stepError(terms, series);
  return error > LARGEST_ERROR ? undefined : lawOfSeries(series, error);
}

/** What the law's steps add to the error of a smooth series: those of lattices, exact or blurred, and of single resamples. */
export function stepError(terms: readonly Draws[], series: Series): number {
  return latticeError(terms, series.standardDeviation) + blurredLatticeError(terms, series) + likeliestChance(terms);
}

/**
 * The chance of the likeliest resample, which draws every row once: the highest step of a law without a lattice. A smooth law is off by half of it
 * there; the ringing about it and steps close by may be worth the other half.
 */
function likeliestChance(terms: readonly Draws[]): number {
  let log = 0;
  for (const { values, count } of terms) {
    const sorted = Float64Array.from(values).sort();
    log += logGamma(count + 1) - values.length * Math.log(values.length);
    for (let i = 0; i < sorted.length; ) {
      let times = 1;
      while (sorted[i + times] === sorted[i]) times++;
      if (times > 1) log += times * Math.log(times) - logGamma(times + 1);
      i += times;
    }
  }
  return Math.exp(log);
}

/** Half the height of the law's steps, where a term lies on a lattice and the others do not blur it. */
function latticeError(terms: readonly Draws[], standardDeviation: number): number {
  let error = 0;
  for (const { values } of terms) {
    const step = latticeOf(values)?.step;
    if (step === undefined) continue;
    for (let k = 1; k <= 3; k++)
      error += (modulusAt(terms, (2 * Math.PI * k) / step) * 0.2 * step) / (k * standardDeviation);
  }
  return error;
}

/** Steps wider than this share of a standard error are looked for. */
const COARSEST_IGNORED = 2e-3;

/**
 * Half the height of the steps that values near a lattice make: the characteristic function of a few values is followed beyond the frequencies examined, and
 * where they nearly agree all of them are asked.
 */
function blurredLatticeError(terms: readonly Draws[], { period, length, standardDeviation }: Series): number {
  const widest = terms.reduce((a, b) => (spreadOf(b) > spreadOf(a) ? b : a));
  const few = Float64Array.from(
    { length: Math.min(16, widest.values.length) },
    (_, i) => widest.values[Math.floor((i * widest.values.length) / Math.min(16, widest.values.length))] as number,
  );
  const { reach } = drawMoments(widest.values);
  // Within half a spacing the phases of agreeing values stay within 0.4 of each other.
  const spacing = 0.8 / reach;
  const last = (2 * Math.PI) / (COARSEST_IGNORED * standardDeviation);
  const first = (2 * Math.PI * length) / period;
  const turnCos = few.map((value) => Math.cos(spacing * value));
  const turnSin = few.map((value) => Math.sin(spacing * value));
  const cos = few.map((value) => Math.cos(first * value));
  const sin = few.map((value) => Math.sin(first * value));
  const agreement = (0.8 * few.length) ** 2;
  let error = 0;
  for (let t = first; t < last; t += spacing) {
    let c = 0;
    let s = 0;
    for (let i = 0; i < few.length; i++) {
      const x = cos[i] as number;
      const y = sin[i] as number;
      c += x;
      s += y;
      cos[i] = x * (turnCos[i] as number) - y * (turnSin[i] as number);
      sin[i] = x * (turnSin[i] as number) + y * (turnCos[i] as number);
    }
    if (c * c + s * s < agreement) continue;
    for (let near = t - spacing / 2; near <= t + spacing / 2; near += spacing / 8)
      error = Math.max(error, (1.26 * modulusAt(terms, near)) / (near * standardDeviation));
  }
  return error;
}

const spreadOf = ({ values, count }: Draws): number => drawMoments(values).variance * count;

function modulusAt(terms: readonly Draws[], t: number): number {
  let modulus = 1;
  for (const { values, count } of terms) {
    let c = 0;
    let s = 0;
    for (const value of values) {
      c += Math.cos(t * value);
      s += Math.sin(t * value);
    }
    modulus *= power(Math.hypot(c, s) / values.length, count);
  }
  return modulus;
}

export interface Series {
  readonly mean: number;
  readonly standardDeviation: number;
  /** The law repeats with this period. */
  readonly period: number;
  /** Real and imaginary parts of the centred characteristic function at 2πk / period, k = 1, 2, …. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly error: number;
  /** How many frequencies were examined. */
  readonly length: number;
}

/** The characteristic function of the centred sum, with up to `work` rotations; undefined for a constant. */
export function characteristicSeries(terms: readonly Draws[], work: number): Series | undefined {
  let mean = 0;
  let variance = 0;
  let reach = 0;
  let size = 0;
  const centred = terms.map(({ values, count }) => {
    const moments = drawMoments(values);
    mean += count * moments.mean;
    variance += count * moments.variance;
    reach = Math.max(reach, moments.reach);
    size += values.length;
    return { deviations: values.map((value) => value - moments.mean), count };
  });
  const standardDeviation = Math.sqrt(variance);
  if (standardDeviation === 0) return undefined;
  const period = 2 * negligibleBeyond(variance, reach);
  const examine = (length: number): Series => {
    const re = new Float64Array(length).fill(1);
    const im = new Float64Array(length);
    for (const { deviations, count } of centred) multiplyPower(re, im, deviations, count, (2 * Math.PI) / period);
    let squares = 0;
    for (let k = length >> 1; k < length; k++)
      squares += ((re[k] as number) ** 2 + (im[k] as number) ** 2) / (k + 1) ** 2;
    // What has decayed below the last digit need not be summed at each evaluation.
    let used = length;
    while (used > 1 && Math.abs(re[used - 1] as number) + Math.abs(im[used - 1] as number) < 1e-17) used--;
    const error = (4 / Math.PI) * Math.sqrt(squares) + 1e-15;
    return { mean, standardDeviation, period, re: re.subarray(0, used), im: im.subarray(0, used), error, length };
  };
  let length = 2 * Math.ceil((8.6 / standardDeviation) * (period / (2 * Math.PI)));
  let series = examine(length);
  // Few draws decay slowly: look further while it is cheap.
  while (series.error > GOOD && 2 * length * size <= work) {
    length *= 2;
    series = examine(length);
  }
  return series;
}

/** Multiplies into (re, im) the `count`-th power of the mean of e^(i k spacing d) over the deviations d, for k = 1, 2, …. */
function multiplyPower(
  re: Float64Array,
  im: Float64Array,
  deviations: Float64Array,
  count: number,
  spacing: number,
): void {
  const n = deviations.length;
  // Each deviation's phase is turned on by one fixed rotation per frequency.
  const turnCos = deviations.map((d) => Math.cos(spacing * d));
  const turnSin = deviations.map((d) => Math.sin(spacing * d));
  const cos = turnCos.slice();
  const sin = turnSin.slice();
  for (let k = 0; k < re.length; k++) {
    let sumCos = 0;
    let sumSin = 0;
    for (let i = 0; i < n; i++) {
      const c = cos[i] as number;
      const s = sin[i] as number;
      sumCos += c;
      sumSin += s;
      const tc = turnCos[i] as number;
      const ts = turnSin[i] as number;
      cos[i] = c * tc - s * ts;
      sin[i] = c * ts + s * tc;
    }
    const modulus = Math.hypot(sumCos, sumSin) / n;
    const phase = Math.atan2(sumSin, sumCos);
    const size = power(modulus, count);
    const r = size * Math.cos(count * phase);
    const s = size * Math.sin(count * phase);
    const before = re[k] as number;
    re[k] = before * r - (im[k] as number) * s;
    im[k] = before * s + (im[k] as number) * r;
  }
}

/** Chance of at most `y` above the mean, and the density there. */
export function seriesAt({ re, im, period }: Series, y: number): { readonly below: number; readonly density: number } {
  if (y <= -period / 2) return { below: 0, density: 0 };
  if (y >= period / 2) return { below: 1, density: 0 };
  const angle = (2 * Math.PI * y) / period;
  const turnCos = Math.cos(angle);
  const turnSin = Math.sin(angle);
  let c = turnCos;
  let s = turnSin;
  let sign = -1;
  let sum = 0;
  let density = 0;
  for (let k = 0; k < re.length; k++) {
    const a = re[k] as number;
    const b = im[k] as number;
    sum += (a * s - b * (c - sign)) / (k + 1);
    density += a * c + b * s;
    sign = -sign;
    const next = c * turnCos - s * turnSin;
    s = c * turnSin + s * turnCos;
    c = next;
  }
  return { below: 0.5 + y / period + sum / Math.PI, density: (1 + 2 * density) / period };
}

/** The law that a series describes. */
function lawOfSeries(series: Series, error: number): Law {
  const { mean, standardDeviation, period } = series;
  return {
    mean,
    standardDeviation,
    size: "ideal",
    error,
    support: [mean - period / 2, mean + period / 2],
    quantile: (p) => mean + solveSmooth((y) => seriesAt(series, y), p, standardDeviation, period / 2),
    position: (t) => ({ less: Math.min(1, Math.max(0, seriesAt(series, t - mean).below)), equal: 0 }),
  };
}

/** The point at which a smooth distribution function reaches `p`: Newton's steps, bisection where they leave the bracket. */
export function solveSmooth(
  at: (y: number) => { readonly below: number; readonly density: number },
  p: number,
  standardDeviation: number,
  reach: number,
): number {
  let low = -reach;
  let high = reach;
  let y = Math.min(high, Math.max(low, normalQuantile(Math.min(1 - 1e-15, Math.max(1e-15, p))) * standardDeviation));
  for (let i = 0; i < 100; i++) {
    const { below, density } = at(y);
    if (below < p) low = y;
    else high = y;
    const step = (p - below) / density;
    const next = Number.isFinite(step) && y + step > low && y + step < high ? y + step : (low + high) / 2;
    if (Math.abs(next - y) < 1e-13 * standardDeviation) return next;
    y = next;
  }
  return y;
}

import { binomialLaw } from "../../distributions/binomial.js";
import { type Draws, drawMoments, negligibleBeyond } from "./draws.js";
import { fftInPlace, powerInPlace } from "./fft.js";
import type { Points } from "./independent.js";

/** Values that are whole steps above an origin, such as 0/1 scores or numbers of two decimals. */
export interface Lattice {
  readonly origin: number;
  readonly step: number;
  /** Steps above the origin, the smallest being zero. */
  readonly steps: Int32Array;
  /** The largest of the steps. */
  readonly range: number;
}

/** Beyond this many steps between smallest and largest value a common step is taken for chance. */
const MOST_STEPS = 2 ** 20;

/** Transforms up to this size are computed; longer lattices are as good as continuous. */
const LONGEST = 2 ** 15;

/** The coarsest lattice that holds all values; undefined when there is none to speak of. */
export function latticeOf(values: Float64Array): Lattice | undefined {
  let origin = Number.POSITIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    origin = Math.min(origin, value);
    top = Math.max(top, value);
  }
  const width = top - origin;
  if (width === 0) return undefined;
  let step = width;
  for (const value of values) {
    step = commonStep(step, value - origin, width * 1e-9);
    if (step < width / MOST_STEPS) return undefined;
    // The width is a whole number of steps: holding on to that keeps rounding from growing with each quotient.
    step = width / Math.round(width / step);
  }
  const range = Math.round(width / step);
  step = width / range;
  const steps = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const exact = ((values[i] as number) - origin) / step;
    steps[i] = Math.round(exact);
    if (Math.abs(exact - (steps[i] as number)) > 1e-6) return undefined;
  }
  return { origin, step, steps, range };
}

/** Euclid's algorithm on numbers that carry rounding. */
function commonStep(a: number, b: number, rounding: number): number {
  let larger = Math.max(a, b);
  let smaller = Math.min(a, b);
  while (smaller > rounding) {
    const rest = Math.abs(larger - smaller * Math.round(larger / smaller));
    larger = smaller;
    smaller = rest;
  }
  return larger;
}

/**
 * The exact law of `scale` times a sum of draws whose terms lie on lattices of one common step; undefined when it would need too long a transform.
 * Two-valued data are binomial; otherwise the characteristic function is raised to the number of draws and transformed back.
 */
export function latticeSum(terms: readonly Draws[], scale: number): Points | undefined {
  const lattices = terms.map(({ values }) => latticeOf(values));
  const known = lattices.filter((lattice) => lattice !== undefined);
  const [first] = known;
  if (first === undefined || known.length < terms.length) return undefined;
  const step = known.reduce((common, lattice) => commonStep(common, lattice.step, 1e-9 * common), first.step);
  if (known.some((lattice) => Math.abs(lattice.step / step - Math.round(lattice.step / step)) > 1e-6)) return undefined;
  const [term] = terms;
  const origin = known.reduce((sum, lattice, i) => sum + lattice.origin * (terms[i]?.count ?? 0), 0);
  if (terms.length === 1 && term !== undefined && first.range === 1) {
    const ones = first.steps.reduce((sum, s) => sum + s, 0);
    const chances = binomialLaw(term.count, ones / term.values.length);
    return trimmed((s) => scale * (origin + step * s), chances, 0);
  }
  // In steps: how far the sum can go, and where its mass lies.
  let length = 1;
  let mean = 0;
  let variance = 0;
  let reach = 0;
  const histograms = known.map((lattice, i) => {
    const factor = Math.round(lattice.step / step);
    const count = (terms[i] as Draws).count;
    const moments = drawMoments(Float64Array.from(lattice.steps, (s) => s * factor));
    length += lattice.range * factor * count;
    mean += count * moments.mean;
    variance += count * moments.variance;
    reach = Math.max(reach, moments.reach);
    return { steps: lattice.steps, factor, count };
  });
  const half = Math.ceil(negligibleBeyond(variance, reach));
  const whole = length <= 2 * half + 1;
  let size = 1;
  while (size < Math.min(length, 2 * half + 1)) size *= 2;
  if (size > LONGEST) return undefined;
  const re = new Float64Array(size).fill(1);
  const im = new Float64Array(size);
  for (const { steps, factor, count } of histograms) {
    const hr = new Float64Array(size);
    const hi = new Float64Array(size);
    for (const s of steps) hr[(s * factor) % size] = (hr[(s * factor) % size] as number) + 1 / steps.length;
    fftInPlace(hr, hi, 1);
    powerInPlace(hr, hi, count);
    for (let k = 0; k < size; k++) {
      const r = (re[k] as number) * (hr[k] as number) - (im[k] as number) * (hi[k] as number);
      im[k] = (re[k] as number) * (hi[k] as number) + (im[k] as number) * (hr[k] as number);
      re[k] = r;
    }
  }
  fftInPlace(re, im, -1);
  const start = whole ? 0 : Math.floor(mean) - half;
  const chances = new Float64Array(whole ? length : size);
  // Rounding leaves chances of about ±1e-17 where there are none.
  for (let s = 0; s < chances.length; s++)
    chances[s] = Math.max(0, (re[(((start + s) % size) + size) % size] as number) / size);
  return trimmed((s) => scale * (origin + step * s), chances, start);
}

/** Leaves out the far points whose chances are beyond the last digit. */
function trimmed(point: (s: number) => number, chances: Float64Array, start: number): Points {
  let from = 0;
  let to = chances.length;
  while (from < to - 1 && (chances[from] as number) < 1e-18) from++;
  while (to - 1 > from && (chances[to - 1] as number) < 1e-18) to--;
  const kept = chances.subarray(from, to);
  return { points: Float64Array.from(kept, (_, i) => point(start + from + i)), chances: kept };
}

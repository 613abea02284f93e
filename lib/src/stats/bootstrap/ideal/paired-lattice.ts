import { type Law, lawOfPoints } from "../law.js";
import { drawMoments, negligibleBeyond } from "./draws.js";
import { fftInPlace, powerInPlace } from "./fft.js";
import { latticeOf } from "./lattice.js";

/** Grids up to this many cells are transformed: pairs of 0/1 scores on about 3000 questions, in a tenth of a second. */
const LARGEST = 2 ** 18;

/** Cells rarer than this are left out: all of them together are beyond the last digit. */
const NEVER = 1e-18;

/** One axis of the grid on which the sum of `n` draws lives, wrapped around where no mass is. */
interface Axis {
  readonly steps: Int32Array;
  readonly size: number;
  /** The sum that stands at cell 0 ≤ s < size. */
  readonly sumAt: (cell: number) => number;
}

/**
 * The exact law of a function of the two sums of resampled pairs, where both columns lie on lattices, such as 0/1 scores: the joint
 * characteristic function on a grid, to the power of n. Undefined where a column has no lattice or the grid would be too large.
 *
 * @returns the law of the finite values, and the chance of the others
 */
export function pairedLatticeLaw(
  x: Float64Array,
  y: Float64Array,
  value: (sumX: number, sumY: number) => number,
): { readonly law: Law; readonly lost: number } | undefined {
  const [first, second] = [axisOf(x), axisOf(y)];
  if (first === undefined || second === undefined || first.size * second.size > LARGEST) return undefined;
  const chances = jointChances(first, second);
  const points: number[] = [];
  const weights: number[] = [];
  let lost = 0;
  chances.forEach((chance, cell) => {
    if (chance < NEVER) return;
    const point = value(first.sumAt(Math.floor(cell / second.size)), second.sumAt(cell % second.size));
    if (!Number.isFinite(point)) {
      lost += chance;
      return;
    }
    points.push(point);
    weights.push(chance);
  });
  if (points.length === 0) return undefined;
  const order = Uint32Array.from(points.keys()).sort((a, b) => (points[a] as number) - (points[b] as number));
  const inOrder = (list: readonly number[]) => Float64Array.from(order, (i) => list[i] as number);
  return { law: lawOfPoints(inOrder(points), inOrder(weights), 1e-12), lost };
}

function axisOf(values: Float64Array): Axis | undefined {
  const n = values.length;
  const lattice = latticeOf(values);
  if (lattice === undefined)
    return values.every((v) => v === values[0])
      ? { steps: new Int32Array(n), size: 1, sumAt: () => n * (values[0] as number) }
      : undefined;
  const { origin, step, steps, range } = lattice;
  const moments = drawMoments(Float64Array.from(steps));
  const half = Math.ceil(negligibleBeyond(n * moments.variance, moments.reach));
  const whole = range * n + 1;
  const length = Math.min(whole, 2 * half + 1);
  let size = 1;
  while (size < length) size *= 2;
  const start = length === whole ? 0 : Math.floor(n * moments.mean) - half;
  const offset = ((start % size) + size) % size;
  return { steps, size, sumAt: (cell) => n * origin + step * (start + ((cell - offset + size) % size)) };
}

/** The chance of every cell of the grid, rows along the first axis. */
function jointChances(first: Axis, second: Axis): Float64Array {
  const n = first.steps.length;
  const size = first.size * second.size;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    const row = (first.steps[i] as number) % first.size;
    const cell = row * second.size + ((second.steps[i] as number) % second.size);
    re[cell] = (re[cell] as number) + 1 / n;
  }
  transform(re, im, first.size, second.size, 1);
  powerInPlace(re, im, n);
  transform(re, im, first.size, second.size, -1);
  for (let cell = 0; cell < size; cell++) re[cell] = (re[cell] as number) / size;
  return re;
}

/** In place: the two-dimensional transform, rows first. */
function transform(re: Float64Array, im: Float64Array, rows: number, columns: number, sign: 1 | -1): void {
  for (let r = 0; r < rows; r++)
    fftInPlace(re.subarray(r * columns, (r + 1) * columns), im.subarray(r * columns, (r + 1) * columns), sign);
  const columnRe = new Float64Array(rows);
  const columnIm = new Float64Array(rows);
  for (let c = 0; c < columns; c++) {
    for (let r = 0; r < rows; r++) {
      columnRe[r] = re[r * columns + c] as number;
      columnIm[r] = im[r * columns + c] as number;
    }
    fftInPlace(columnRe, columnIm, sign);
    for (let r = 0; r < rows; r++) {
      re[r * columns + c] = columnRe[r] as number;
      im[r * columns + c] = columnIm[r] as number;
    }
  }
}

import { power } from "../core/index.js";
import type { Box } from "./box.js";
import type { CurveData } from "./data.js";
import type { CurveFamily } from "./family.js";

/** A place to start from, and the weighted sum of squares there. */
export interface Candidate {
  readonly theta: Float64Array;
  readonly sse: number;
}

/** Points with the weights that choosing a start uses. */
export interface WeightedPoints extends CurveData {
  readonly weights: Float64Array;
}

/** Given the non-linear parameters, finds the best linear ones inside the box. */
export function linearSolver(
  family: CurveFamily,
  data: WeightedPoints,
  box: Box,
): (cell: readonly number[]) => Candidate {
  const { x, y, weights } = data;
  const p = family.parameters.length;
  const linear = family.parameters.flatMap((q, j) => (q.linear ? [j] : []));
  const m = linear.length;
  const logX = x.map(Math.log);
  const gradient = new Float64Array(p);
  const gram = new Float64Array(m * m);
  const right = new Float64Array(m);
  const maximise = createBoxedQuadratic(
    m,
    Float64Array.from(linear, (j) => box.lower[j] as number),
    Float64Array.from(linear, (j) => box.upper[j] as number),
  );
  return (cell) => {
    const theta = new Float64Array(p);
    let next = 0;
    for (let j = 0; j < p; j++)
      if (family.parameters[j]?.linear === false)
        theta[j] = Math.min(Math.max(cell[next++] as number, box.lower[j] as number), box.upper[j] as number);
    gram.fill(0);
    right.fill(0);
    let rest = 0;
    for (let i = 0; i < x.length; i++) {
      const offset = family.curve(theta, x[i] as number, logX[i] as number, gradient, 0);
      const gap = (y[i] as number) - offset;
      const w = weights[i] as number;
      rest += w * gap * gap;
      for (let a = 0; a < m; a++) {
        const da = gradient[linear[a] as number] as number;
        right[a] = (right[a] as number) + w * da * gap;
        for (let b = 0; b <= a; b++)
          gram[a * m + b] = (gram[a * m + b] as number) + w * da * (gradient[linear[b] as number] as number);
      }
    }
    if (m === 0) return { theta, sse: rest };
    const { solution, gain } = maximise(gram, right);
    linear.forEach((j, a) => {
      theta[j] = solution[a] as number;
    });
    return { theta, sse: Math.max(0, rest - gain) };
  };
}

/** Finds the maximum of 2 rᵀs − sᵀGs over a box by trying every face: exact, and cheap for the up to three linear parameters of a family. */
function createBoxedQuadratic(
  m: number,
  low: Float64Array,
  high: Float64Array,
): (gram: Float64Array, right: Float64Array) => { solution: Float64Array; gain: number } {
  const faces = power(3, m);
  const s = new Float64Array(m);
  const best = new Float64Array(m);
  const free = new Int32Array(m);
  const isFree = new Uint8Array(m);
  const matrix = new Float64Array(m * m);
  const rhs = new Float64Array(m);

  /** Takes the code of a face apart: digit 0 frees a parameter, 1 and 2 put it on a bound. Returns how many are free, or −1. */
  const place = (face: number): number => {
    let count = 0;
    for (let a = 0, code = face; a < m; a++, code = Math.floor(code / 3)) {
      const digit = code % 3;
      isFree[a] = digit === 0 ? 1 : 0;
      if (digit === 0) free[count++] = a;
      else {
        s[a] = (digit === 1 ? low[a] : high[a]) as number;
        if (!Number.isFinite(s[a] as number)) return -1;
      }
    }
    return count;
  };

  /** Eliminates the free unknowns, the others held; false where they are not determined. */
  const eliminate = (gram: Float64Array, right: Float64Array, k: number): boolean => {
    const g = (a: number, b: number) => (a >= b ? gram[a * m + b] : gram[b * m + a]) as number;
    for (let i = 0; i < k; i++) {
      const a = free[i] as number;
      let sum = right[a] as number;
      for (let b = 0; b < m; b++) if (isFree[b] === 0) sum -= g(a, b) * (s[b] as number);
      rhs[i] = sum;
      for (let j = 0; j < k; j++) matrix[i * k + j] = g(a, free[j] as number);
    }
    for (let i = 0; i < k; i++) {
      const pivot = matrix[i * k + i] as number;
      const whole = g(free[i] as number, free[i] as number);
      if (!(pivot > 1e-13 * whole) || whole === 0) return false;
      for (let r = i + 1; r < k; r++) {
        const factor = (matrix[r * k + i] as number) / pivot;
        for (let c = i; c < k; c++)
          matrix[r * k + c] = (matrix[r * k + c] as number) - factor * (matrix[i * k + c] as number);
        rhs[r] = (rhs[r] as number) - factor * (rhs[i] as number);
      }
    }
    for (let i = k - 1; i >= 0; i--) {
      let sum = rhs[i] as number;
      for (let c = i + 1; c < k; c++) sum -= (matrix[i * k + c] as number) * (s[free[c] as number] as number);
      const a = free[i] as number;
      const value = sum / (matrix[i * k + i] as number);
      if (!(value >= (low[a] as number) && value <= (high[a] as number))) return false;
      s[a] = value;
    }
    return true;
  };

  return (gram, right) => {
    let highest = Number.NEGATIVE_INFINITY;
    for (let face = 0; face < faces; face++) {
      const count = place(face);
      if (count < 0 || !eliminate(gram, right, count)) continue;
      let gain = 0;
      for (let a = 0; a < m; a++) {
        gain += (2 * (right[a] as number) - (gram[a * m + a] as number) * (s[a] as number)) * (s[a] as number);
        for (let b = 0; b < a; b++) gain -= 2 * (gram[a * m + b] as number) * (s[a] as number) * (s[b] as number);
      }
      if (gain > highest) {
        highest = gain;
        best.set(s);
      }
      // An interior solution is the optimum of the whole box.
      if (face === 0) break;
    }
    return { solution: best, gain: highest };
  };
}

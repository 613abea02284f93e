import { type ResidualModel, svd } from "../numerics/index.js";
import type { CurveData } from "./data.js";
import type { CurveFamily } from "./family.js";
import { startWeights } from "./objective.js";

/** What the data say about the parameters at a place. */
export interface Information {
  /** The objective there: Σ weighted residual², or the deviance. */
  readonly sse: number;
  /** (JᵀWJ)⁻¹ in the family's order, with NaN rows and columns for parameters that are not free. */
  readonly inverse: number[][];
  /** Largest over smallest singular value of the weighted Jacobian, columns scaled to length one. */
  readonly condition: number;
  /** Parameters, free or not, that could change by their own size without any effect on the curve at the data. */
  readonly blind: string[];
  /** Free parameters that take part in a direction without information. */
  readonly unidentified: string[];
}

/**
 * The expected (Fisher) information of the free parameters: for Gaussian noise the Gauss-Newton matrix JᵀWJ, for counts with
 * W = m / (f (1 − f)). Its inverse comes from the singular values of the scaled Jacobian, which loses no digits to squaring.
 */
export function informationAt(
  family: CurveFamily,
  data: CurveData,
  model: ResidualModel,
  theta: Float64Array,
  free: readonly number[],
): Information {
  const n = data.x.length;
  const p = family.parameters.length;
  const residuals = new Float64Array(n);
  const jacobian = new Float64Array(n * p);
  model.evaluate(theta, residuals, jacobian);
  let sse = 0;
  for (let i = 0; i < n; i++) sse += (residuals[i] as number) ** 2;
  const blind = blindParameters(family, data, theta, jacobian);
  const inverse: number[][] = [];
  for (let j = 0; j < p; j++) inverse.push(new Array<number>(p).fill(Number.NaN));
  if (free.length === 0) return { sse, inverse, condition: 1, blind, unidentified: [] };
  const weighted = data.noise.kind === "binomial" ? expectedJacobian(family, data, theta) : jacobian;
  const m = free.length;
  const norms = new Float64Array(m);
  for (let a = 0; a < m; a++) {
    let square = 0;
    for (let i = 0, at = free[a] as number; i < n; i++, at += p) square += (weighted[at] as number) ** 2;
    norms[a] = Math.sqrt(square);
  }
  const scaled = new Float64Array(n * m);
  for (let i = 0; i < n; i++)
    for (let a = 0; a < m; a++)
      scaled[i * m + a] = norms[a] === 0 ? 0 : (weighted[i * p + (free[a] as number)] as number) / (norms[a] as number);
  const { singularValues: s, v } = svd(scaled, n, m);
  const largest = s[0] as number;
  const smallest = s[m - 1] as number;
  const condition = smallest > 0 ? largest / smallest : Number.POSITIVE_INFINITY;
  const unidentified: string[] = [];
  for (let a = 0; a < m; a++) {
    let without = norms[a] === 0;
    for (let d = 0; d < m; d++)
      if ((s[d] as number) * 1e7 <= largest && Math.abs(v[a * m + d] as number) > 0.1) without = true;
    if (without) unidentified.push(family.parameters[free[a] as number]?.name as string);
    const row = inverse[free[a] as number] as number[];
    for (let b = 0; b < m; b++) {
      let sum = 0;
      for (let d = 0; d < m; d++) sum += ((v[a * m + d] as number) * (v[b * m + d] as number)) / (s[d] as number) ** 2;
      row[free[b] as number] = sum / ((norms[a] as number) * (norms[b] as number));
    }
  }
  return { sse, inverse, condition, blind, unidentified };
}

function blindParameters(family: CurveFamily, data: CurveData, theta: Float64Array, jacobian: Float64Array): string[] {
  const p = theta.length;
  const { y } = data;
  let size = 0;
  for (let i = 0; i < y.length; i++) size = Math.max(size, Math.abs(y[i] as number));
  const blind: string[] = [];
  for (let j = 0; j < p; j++) {
    let moved = 0;
    for (let at = j; at < jacobian.length; at += p) moved = Math.max(moved, Math.abs(jacobian[at] as number));
    if (moved * (Math.abs(theta[j] as number) || 1) <= 1e-12 * size) blind.push(family.parameters[j]?.name as string);
  }
  return blind;
}

/** Rows scaled by √(m / (f (1 − f))); where f is zero or one, by the observed rate's precision with half a count added. */
function expectedJacobian(family: CurveFamily, data: CurveData, theta: Float64Array): Float64Array {
  const p = family.parameters.length;
  const out = new Float64Array(data.x.length * p);
  const observed = startWeights(data);
  if (data.noise.kind !== "binomial") return out;
  const { trials } = data.noise;
  data.x.forEach((x, i) => {
    const f = family.curve(theta, x, Math.log(x), out, i * p);
    const variance = f * (1 - f);
    const root = Math.sqrt(variance > 0 ? (trials[i] as number) / variance : (observed[i] as number));
    for (let j = 0; j < p; j++) out[i * p + j] = (out[i * p + j] as number) * root;
  });
  return out;
}

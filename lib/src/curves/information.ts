import { svd } from "../numerics/index.js";
import type { CurveData } from "./data.js";
import type { CurveFamily } from "./family.js";
import { residualModel, startWeights } from "./objective.js";

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
  theta: Float64Array,
  isFree: readonly boolean[],
): Information {
  const n = data.x.length;
  const p = family.parameters.length;
  const model = residualModel(family, data);
  const residuals = new Float64Array(n);
  const jacobian = new Float64Array(n * p);
  model.evaluate(theta, residuals, jacobian);
  let sse = 0;
  for (const r of residuals) sse += r * r;
  const free = isFree.flatMap((yes, j) => (yes ? [j] : []));
  const blind = blindParameters(family, data, theta, jacobian);
  const inverse = Array.from({ length: p }, () => new Array<number>(p).fill(Number.NaN));
  if (free.length === 0) return { sse, inverse, condition: 1, blind, unidentified: [] };
  const weighted = data.noise.kind === "binomial" ? expectedJacobian(family, data, theta) : jacobian;
  const norms = free.map((j) => {
    let square = 0;
    for (let i = 0; i < n; i++) square += (weighted[i * p + j] as number) ** 2;
    return Math.sqrt(square);
  });
  const m = free.length;
  const scaled = new Float64Array(n * m);
  for (let i = 0; i < n; i++)
    for (let a = 0; a < m; a++)
      scaled[i * m + a] = norms[a] === 0 ? 0 : (weighted[i * p + (free[a] as number)] as number) / (norms[a] as number);
  const { singularValues: s, v } = svd(scaled, n, m);
  const largest = s[0] as number;
  const smallest = s[m - 1] as number;
  const condition = smallest > 0 ? largest / smallest : Number.POSITIVE_INFINITY;
  const unidentified = free.flatMap((j, a) => {
    let blind = norms[a] === 0;
    for (let d = 0; d < m; d++)
      if ((s[d] as number) * 1e7 <= largest && Math.abs(v[a * m + d] as number) > 0.1) blind = true;
    return blind ? [family.parameters[j]?.name as string] : [];
  });
  free.forEach((j, a) => {
    free.forEach((k, b) => {
      let sum = 0;
      for (let d = 0; d < m; d++) sum += ((v[a * m + d] as number) * (v[b * m + d] as number)) / (s[d] as number) ** 2;
      (inverse[j] as number[])[k] = sum / ((norms[a] as number) * (norms[b] as number));
    });
  });
  return { sse, inverse, condition, blind, unidentified };
}

function blindParameters(family: CurveFamily, data: CurveData, theta: Float64Array, jacobian: Float64Array): string[] {
  const p = theta.length;
  return family.parameters.flatMap(({ name }, j) => {
    let [moved, size] = [0, 0];
    data.y.forEach((y, i) => {
      moved = Math.max(moved, Math.abs(jacobian[i * p + j] as number));
      size = Math.max(size, Math.abs(y));
    });
    return moved * (Math.abs(theta[j] as number) || 1) <= 1e-12 * size ? [name] : [];
  });
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

import type { ResidualModel } from "../numerics/index.js";
import type { CurveData } from "./data.js";
import type { CurveFamily } from "./family.js";

/** The residuals whose squares a fit sums: plain, divided by known standard deviations, or signed roots of the binomial deviance. */
export function residualModel(family: CurveFamily, data: CurveData): ResidualModel {
  const { x, y, noise } = data;
  const { curve } = family;
  const n = x.length;
  const p = family.parameters.length;
  const logX = x.map(Math.log);
  if (noise.kind === "binomial") {
    const { trials } = noise;
    return {
      points: n,
      parameters: p,
      evaluate(theta, residuals, jacobian) {
        for (let i = 0, offset = 0; i < n; i++, offset += p) {
          const f = curve(theta, x[i] as number, logX[i] as number, jacobian, offset);
          const m = trials[i] as number;
          const residual = devianceResidual(y[i] as number, f, m);
          residuals[i] = residual;
          const slope = devianceSlope(y[i] as number, f, m, residual);
          for (let j = offset; j < offset + p; j++) jacobian[j] = (jacobian[j] as number) * slope;
        }
      },
    };
  }
  const roots = rootWeights(data);
  if (roots === undefined)
    return {
      points: n,
      parameters: p,
      evaluate(theta, residuals, jacobian) {
        for (let i = 0, offset = 0; i < n; i++, offset += p)
          residuals[i] = curve(theta, x[i] as number, logX[i] as number, jacobian, offset) - (y[i] as number);
      },
    };
  return {
    points: n,
    parameters: p,
    evaluate(theta, residuals, jacobian) {
      for (let i = 0, offset = 0; i < n; i++, offset += p) {
        const root = roots[i] as number;
        residuals[i] = root * (curve(theta, x[i] as number, logX[i] as number, jacobian, offset) - (y[i] as number));
        for (let j = offset; j < offset + p; j++) jacobian[j] = (jacobian[j] as number) * root;
      }
    },
  };
}

function rootWeights({ noise }: CurveData): Float64Array | undefined {
  if (noise.kind === "known") return noise.sigma.map((s) => 1 / s);
  if (noise.kind === "estimated" && noise.weights !== undefined) return noise.weights.map(Math.sqrt);
  return undefined;
}

/** Precisions for choosing starts: exact, or for counts that of the observed rate with half a count added to each side. */
export function startWeights({ y, noise }: CurveData): Float64Array {
  if (noise.kind === "known") return noise.sigma.map((s) => 1 / (s * s));
  if (noise.kind === "estimated") return noise.weights ?? new Float64Array(y.length).fill(1);
  return noise.trials.map((m, i) => {
    const rate = ((y[i] as number) * m + 0.5) / (m + 1);
    return m / (rate * (1 - rate));
  });
}

/** √(2 m D) with the sign of f − y, where D is the divergence of the observed rate y from f; Infinity where f rules y out. */
function devianceResidual(y: number, f: number, m: number): number {
  if (!(f >= 0 && f <= 1)) return Number.POSITIVE_INFINITY;
  if (f === 0 || f === 1) return f === y ? 0 : Number.POSITIVE_INFINITY;
  const gap = y - f;
  if (Math.abs(gap) < 1e-7) return -gap * Math.sqrt(m / (f * (1 - f)));
  const hits = y > 0 ? y * Math.log1p(gap / f) : 0;
  const misses = y < 1 ? (1 - y) * Math.log1p(-gap / (1 - f)) : 0;
  return -Math.sign(gap) * Math.sqrt(Math.max(0, 2 * m * (hits + misses)));
}

function devianceSlope(y: number, f: number, m: number, residual: number): number {
  const variance = f * (1 - f);
  if (variance === 0) return 0;
  if (Math.abs(f - y) < 1e-7 || residual === 0) return Math.sqrt(m / variance);
  return (m * (f - y)) / (variance * residual);
}

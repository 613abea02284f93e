/**
 * How a residual counts. With z = (residual / scale)², the cost is ½ scale² Σ ρ(z):
 * `linear` ρ = z; `soft_l1` 2(√(1+z) − 1); `huber` z up to 1, then 2√z − 1; `cauchy` ln(1 + z); `arctan` arctan z.
 */
export type Loss = "linear" | "soft_l1" | "huber" | "cauchy" | "arctan";

/** ρ, ρ′ and ρ″ at z, written into `out`. */
export function lossDerivatives(loss: Loss, z: number, out: Float64Array): void {
  switch (loss) {
    case "linear":
      out[0] = z;
      out[1] = 1;
      out[2] = 0;
      return;
    case "soft_l1": {
      const t = 1 + z;
      const root = Math.sqrt(t);
      out[0] = (2 * z) / (root + 1);
      out[1] = 1 / root;
      out[2] = -0.5 / (t * root);
      return;
    }
    case "huber": {
      if (z <= 1) {
        out[0] = z;
        out[1] = 1;
        out[2] = 0;
        return;
      }
      const root = Math.sqrt(z);
      out[0] = 2 * root - 1;
      out[1] = 1 / root;
      out[2] = -0.5 / (z * root);
      return;
    }
    case "cauchy":
      out[0] = Math.log1p(z);
      out[1] = 1 / (1 + z);
      out[2] = -1 / (1 + z) ** 2;
      return;
    case "arctan":
      out[0] = Math.atan(z);
      out[1] = 1 / (1 + z * z);
      out[2] = (-2 * z) / (1 + z * z) ** 2;
      return;
  }
}

/**
 * Scales residuals and Jacobian where they stand so that plain least-squares formulas give the gradient and a positive
 * curvature of the robust cost.
 *
 * @returns the cost ½ scale² Σ ρ
 * @see Triggs et al. 2000, Bundle adjustment: a modern synthesis, section 4.3
 */
export function applyLoss(
  loss: Loss,
  scale: number,
  residuals: Float64Array,
  jacobian: Float64Array,
  columns: number,
): number {
  const rho = new Float64Array(3);
  let sum = 0;
  for (let i = 0; i < residuals.length; i++) {
    const residual = residuals[i] as number;
    const z = (residual / scale) ** 2;
    lossDerivatives(loss, z, rho);
    const [value = 0, first = 0, second = 0] = rho;
    sum += value;
    const curvature = Math.sqrt(Math.max(first + 2 * second * z, Number.EPSILON));
    residuals[i] = (residual * first) / curvature;
    for (let j = 0; j < columns; j++) jacobian[i * columns + j] = (jacobian[i * columns + j] as number) * curvature;
  }
  return 0.5 * scale * scale * sum;
}

import { normalCdf, normalDensity } from "../../stats/index.js";
import { type CurveFamily, defineFamily, logspace } from "../family.js";

/**
 * The limit law of a majority vote. A question whose right answer leads its strongest rival by μ standard deviations of one
 * sample is won by k samples with chance Φ(μ √k), by the central limit theorem; over questions with μ ~ N(m, s²) the mean is
 * Φ(m √k / √(1 + s² k)). Voting saturates at Φ(m / s), the share of questions whose right answer leads at all.
 *
 * @see Chen et al. 2024, arXiv 2403.02419, for why votes saturate; the closed form is derived here
 */
export const majority: CurveFamily = defineFamily({
  name: "majority",
  title: "majority-vote limit law",
  formula: "y = Phi(m sqrt(x) / sqrt(1 + s^2 x))",
  parameters: [
    {
      name: "m",
      meaning: "mean lead of the right answer, in standard deviations of one sample",
      unit: "1",
      lower: -5,
      upper: 5,
      linear: false,
    },
    { name: "s", meaning: "spread of that lead over questions", unit: "1", lower: 1e-3, upper: 50, linear: false },
  ],
  x: "nonnegative",
  y: "rate",
  curve(theta, x, _logX, gradient, offset) {
    const m = theta[0] as number;
    const s = theta[1] as number;
    const crowd = 1 + s * s * x;
    const root = Math.sqrt(x / crowd);
    const z = m * root;
    const density = normalDensity(z);
    gradient[offset] = density * root;
    gradient[offset + 1] = (-density * z * s * x) / crowd;
    return normalCdf(z);
  },
  grid: () => [-2, -0.5, -0.1, 0.02, 0.1, 0.2, 0.4, 0.8, 1.5, 3].map((m) => logspace(0.02, 20, 12).map((s) => [m, s])),
  asymptote: (theta) => normalCdf((theta[0] as number) / (theta[1] as number)),
});

import { logGamma } from "../../stats/index.js";
import { digamma } from "../digamma.js";
import { type CurveFamily, defineFamily, logspace } from "../family.js";

/**
 * Coverage as an exponentiated power law: the negative logarithm of pass@k falls as a power of k.
 *
 * @see Brown et al. 2024, Large Language Monkeys, arXiv 2407.21787, section 3
 */
export const exppow: CurveFamily = defineFamily({
  name: "exppow",
  title: "exponentiated power law",
  formula: "y = exp(-a x^(-b))",
  parameters: [
    { name: "a", meaning: "-ln y at x = 1", unit: "1", lower: 1e-6, upper: 50, linear: false },
    { name: "b", meaning: "exponent of the approach to one", unit: "1", lower: 1e-4, upper: 10, linear: false },
  ],
  x: "positive",
  y: "rate",
  curve(theta, _x, logX, gradient, offset) {
    const a = theta[0] as number;
    const u = Math.exp(-(theta[1] as number) * logX);
    const value = Math.exp(-a * u);
    const slope = -u * value;
    gradient[offset] = slope;
    gradient[offset + 1] = -a * logX * slope;
    return value;
  },
  grid: () => logspace(0.01, 30, 9).map((a) => logspace(0.02, 3, 7).map((b) => [a, b])),
  guess(x, y) {
    // ln(−ln y) = ln a − b ln x, a straight line where 0 < y < 1.
    let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const value = y[i] as number;
      if (!(value > 0 && value < 1)) continue;
      const u = Math.log(x[i] as number);
      const v = Math.log(-Math.log(value));
      n++;
      sx += u;
      sy += v;
      sxx += u * u;
      sxy += u * v;
    }
    const slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
    const a = Math.exp((sy - slope * sx) / n);
    return Number.isFinite(slope) && Number.isFinite(a) ? [[a, -slope]] : [];
  },
  asymptote: () => 1,
});

/**
 * Coverage where every question has its own chance, drawn from a beta distribution: one minus the mean of (1 − p)^k.
 *
 * Written with the mean m = α/(α + β) and the size s = α + β; a large s makes all questions alike.
 *
 * @see Levi 2024, A simple model of inference scaling laws, arXiv 2410.16377
 */
export const betabinomial: CurveFamily = defineFamily({
  name: "betabinomial",
  title: "beta-binomial coverage",
  formula: "y = 1 - B(s m, s (1 - m) + x) / B(s m, s (1 - m))",
  parameters: [
    {
      name: "m",
      meaning: "coverage at x = 1: the mean chance of a question",
      unit: "rate",
      lower: 1e-6,
      upper: 1 - 1e-6,
      linear: false,
    },
    {
      name: "s",
      meaning: "likeness of the questions; small where some are easy and some hopeless",
      unit: "1",
      lower: 1e-3,
      upper: 1e4,
      linear: false,
    },
  ],
  x: "nonnegative",
  y: "rate",
  curve(theta, x, _logX, gradient, offset) {
    const m = theta[0] as number;
    const s = theta[1] as number;
    const beta = s * (1 - m);
    const missed = Math.exp(logGamma(beta + x) - logGamma(beta) + logGamma(s) - logGamma(s + x));
    const byBeta = digamma(beta + x) - digamma(beta);
    const bySize = digamma(s) - digamma(s + x);
    gradient[offset] = missed * s * byBeta;
    gradient[offset + 1] = -missed * ((1 - m) * byBeta + bySize);
    return 1 - missed;
  },
  grid: () => logspace(0.001, 0.99, 14).map((m) => logspace(0.01, 1000, 12).map((s) => [m, s])),
  asymptote: () => 1,
});

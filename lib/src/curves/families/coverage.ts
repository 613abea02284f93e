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

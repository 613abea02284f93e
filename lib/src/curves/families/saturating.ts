import { type CurveFamily, defineFamily, logspace, span } from "../family.js";

const asymptote = {
  name: "a",
  meaning: "limit for many samples",
  unit: "y",
  lower: 0,
  upper: 1,
  linear: true,
} as const;

/** A power law that approaches an asymptote. */
export const power: CurveFamily = defineFamily({
  name: "power",
  title: "power law to an asymptote",
  formula: "y = a - b x^(-c)",
  parameters: [
    asymptote,
    { name: "b", meaning: "distance from the limit at x = 1", unit: "y", lower: -2, upper: 2, linear: true },
    { name: "c", meaning: "exponent of the approach", unit: "1", lower: 0.01, upper: 10, linear: false },
  ],
  x: "positive",
  y: "rate",
  curve(theta, _x, logX, gradient, offset) {
    const b = theta[1] as number;
    const u = Math.exp(-(theta[2] as number) * logX);
    gradient[offset] = 1;
    gradient[offset + 1] = -u;
    gradient[offset + 2] = b * logX * u;
    return (theta[0] as number) - b * u;
  },
  grid: () => [logspace(0.01, 10, 24).map((c) => [c])],
  asymptote: (theta) => theta[0] as number,
});

/** An exponential approach to an asymptote. */
export const satexp: CurveFamily = defineFamily({
  name: "satexp",
  title: "saturating exponential",
  formula: "y = a - b exp(-c x)",
  parameters: [
    asymptote,
    { name: "b", meaning: "distance from the limit at x = 0", unit: "y", lower: -2, upper: 2, linear: true },
    { name: "c", meaning: "rate of the approach", unit: "1/samples", lower: 1e-6, upper: 10, linear: false },
  ],
  x: "nonnegative",
  y: "rate",
  curve(theta, x, _logX, gradient, offset) {
    const b = theta[1] as number;
    const u = Math.exp(-(theta[2] as number) * x);
    gradient[offset] = 1;
    gradient[offset + 1] = -u;
    gradient[offset + 2] = b * x * u;
    return (theta[0] as number) - b * u;
  },
  grid(x) {
    const { low, high } = span(x);
    return [logspace(Math.max(1e-6, 0.02 / high), Math.min(10, Math.max(8 / low, 1 / high)), 28).map((c) => [c])];
  },
  asymptote: (theta) => theta[0] as number,
});

import { type Abscissae, type CurveFamily, defineFamily, logspace, span } from "../family.js";

/**
 * Midpoints worth trying. A steep step fits best inside some gap between two abscissae, so each gap gets one, and the
 * outside of the data gets a few.
 */
function midpoints(x: Abscissae): number[] {
  const { low, high } = span(x);
  const stride = Math.max(1, Math.floor(x.length / 24));
  const inside: number[] = [];
  for (let i = stride; i < x.length; i += stride) {
    const [left, right] = [x[i - stride] as number, x[i] as number];
    if (left > 0) inside.push(left, Math.sqrt(left * right));
  }
  return [low / 30, low / 5, ...inside, high, high * 3, high * 20].filter((k) => k >= 1e-3 && k <= 1e5);
}

/** 1 / (1 + e^(−z)) without overflow. */
const sigmoid = (z: number): number => {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const e = Math.exp(z);
  return e / (1 + e);
};

/** A Hill curve: a logistic in ln x between two levels. */
export const hill: CurveFamily = defineFamily({
  name: "hill",
  title: "Hill curve",
  formula: "y = L + (U - L) x^h / (x^h + K^h)",
  parameters: [
    { name: "L", meaning: "level for few samples", unit: "y", lower: 0, upper: 1, linear: true },
    { name: "U", meaning: "limit for many samples", unit: "y", lower: 0, upper: 1, linear: true },
    { name: "h", meaning: "steepness in ln x", unit: "1", lower: 0.05, upper: 20, linear: false },
    { name: "K", meaning: "samples at half height", unit: "samples", lower: 1e-3, upper: 1e5, linear: false },
  ],
  x: "positive",
  y: "rate",
  curve(theta, _x, logX, gradient, offset) {
    const low = theta[0] as number;
    const rise = (theta[1] as number) - low;
    const h = theta[2] as number;
    const k = theta[3] as number;
    const distance = logX - Math.log(k);
    const s = sigmoid(h * distance);
    const bend = rise * s * (1 - s);
    gradient[offset] = 1 - s;
    gradient[offset + 1] = s;
    gradient[offset + 2] = bend * distance;
    gradient[offset + 3] = (-bend * h) / k;
    return low + rise * s;
  },
  grid(x) {
    const ks = midpoints(x);
    return logspace(0.1, 20, 10).map((h) => ks.map((k) => [h, k]));
  },
  asymptote: (theta) => theta[1] as number,
});

/** A logistic in ln x that starts from zero. */
export const logistic: CurveFamily = defineFamily({
  name: "logistic",
  title: "logistic in ln x",
  formula: "y = U / (1 + exp(-s (ln x - m)))",
  parameters: [
    { name: "U", meaning: "limit for many samples", unit: "y", lower: 0, upper: 1, linear: true },
    { name: "s", meaning: "steepness in ln x", unit: "1", lower: 0.01, upper: 20, linear: false },
    { name: "m", meaning: "ln x at half height", unit: "ln samples", lower: -30, upper: 20, linear: false },
  ],
  x: "positive",
  y: "rate",
  curve(theta, _x, logX, gradient, offset) {
    const limit = theta[0] as number;
    const steepness = theta[1] as number;
    const distance = logX - (theta[2] as number);
    const s = sigmoid(steepness * distance);
    const bend = limit * s * (1 - s);
    gradient[offset] = s;
    gradient[offset + 1] = bend * distance;
    gradient[offset + 2] = -bend * steepness;
    return limit * s;
  },
  grid(x) {
    const ms = [-20, -10, -5, -2, ...midpoints(x).map(Math.log)];
    return logspace(0.05, 20, 10).map((s) => ms.map((m) => [s, m]));
  },
  asymptote: (theta) => theta[0] as number,
});

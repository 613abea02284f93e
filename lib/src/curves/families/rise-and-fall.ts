import { power } from "../../core/index.js";
import { brentRoot } from "../../numerics/index.js";
import { type CurveFamily, defineFamily, logspace, span } from "../family.js";

/** The x where a function of ln x changes from positive to negative, searched upwards from `from`; undefined where it never does. */
function fallingRoot(slope: (logX: number) => number, from: number): number | undefined {
  if (!(slope(from) > 0)) return undefined;
  for (let step = 1; step < 1500; step *= 2)
    if (slope(from + step) < 0) return Math.exp(brentRoot(slope, from, from + step).x);
  return undefined;
}

const EARLY = Math.log(1e-9);

/** A stretched-exponential rise minus a linear fall. */
export const risefall: CurveFamily = defineFamily({
  name: "risefall",
  title: "rise minus linear fall",
  formula: "y = A (1 - exp(-b x^c)) - d x",
  parameters: [
    { name: "A", meaning: "limit of the rise alone", unit: "y", lower: 0, upper: 2, linear: true },
    { name: "b", meaning: "rate of the rise", unit: "samples^(-c)", lower: 1e-6, upper: 50, linear: false },
    { name: "c", meaning: "stretching of the rise", unit: "1", lower: 0.01, upper: 5, linear: false },
    { name: "d", meaning: "loss per sample", unit: "y/samples", lower: 0, upper: 1, linear: true },
  ],
  x: "nonnegative",
  y: "rate",
  curve(theta, x, logX, gradient, offset) {
    const limit = theta[0] as number;
    const b = theta[1] as number;
    const loss = theta[3] as number;
    const stretched = Math.exp((theta[2] as number) * logX);
    const left = Math.exp(-b * stretched);
    const gain = -Math.expm1(-b * stretched);
    gradient[offset] = gain;
    gradient[offset + 1] = limit * stretched * left;
    gradient[offset + 2] = x > 0 ? limit * b * stretched * logX * left : 0;
    gradient[offset + 3] = -x;
    return limit * gain - loss * x;
  },
  grid(x) {
    const { low, high } = span(x);
    const inside = logspace(low / 4, high * 4, 13);
    // b such that half of the rise is done at one of the places.
    return logspace(0.03, 5, 12).map((c) =>
      inside.map((half) => [Math.min(50, Math.max(1e-6, Math.LN2 / power(half, c))), c]),
    );
  },
  peak(theta) {
    const [limit = 0, b = 0, c = 0, d = 0] = Array.from(theta);
    if (!(limit > 0 && d > 0)) return undefined;
    // The logarithm of rise over fall; for c > 1 it climbs first, up to x^c = (c − 1) / (b c).
    const slope = (logX: number) => Math.log((limit * b * c) / d) + (c - 1) * logX - b * Math.exp(c * logX);
    return fallingRoot(slope, c > 1 ? Math.log((c - 1) / (b * c)) / c : EARLY);
  },
});

/** A gain that saturates as a power law, times the decay of a context that fills with samples. */
export const gaindecay: CurveFamily = defineFamily({
  name: "gaindecay",
  title: "gain times context decay",
  formula: "y = (a - b x^(-c)) exp(-d x)",
  parameters: [
    { name: "a", meaning: "limit of the gain without decay", unit: "y", lower: 0, upper: 1, linear: true },
    { name: "b", meaning: "distance from that limit at x = 1", unit: "y", lower: -2, upper: 2, linear: true },
    { name: "c", meaning: "exponent of the gain", unit: "1", lower: 0.01, upper: 10, linear: false },
    {
      name: "d",
      meaning: "share lost per further sample in the context",
      unit: "1/samples",
      lower: 0,
      upper: 1,
      linear: false,
    },
  ],
  x: "positive",
  y: "rate",
  curve(theta, x, logX, gradient, offset) {
    const b = theta[1] as number;
    const u = Math.exp(-(theta[2] as number) * logX);
    const kept = Math.exp(-(theta[3] as number) * x);
    const value = ((theta[0] as number) - b * u) * kept;
    gradient[offset] = kept;
    gradient[offset + 1] = -u * kept;
    gradient[offset + 2] = b * logX * u * kept;
    gradient[offset + 3] = -x * value;
    return value;
  },
  grid(x) {
    const { high } = span(x);
    const decays = [0, ...logspace(0.003 / high, Math.min(1, 3 / high), 12)];
    return logspace(0.02, 8, 14).map((c) => decays.map((d) => [c, d]));
  },
  peak(theta) {
    const [a = 0, b = 0, c = 0, d = 0] = Array.from(theta);
    if (!(a > 0 && b > 0 && d > 0)) return undefined;
    return fallingRoot((logX) => b * c - d * (a * Math.exp((c + 1) * logX) - b * Math.exp(logX)), EARLY);
  },
});

/**
 * One minus the sum of two errors: that of aggregating k correlated samples, bounded as Hoeffding's inequality bounds a vote,
 * and that of reading a context which grows with k.
 *
 * The effective number of samples is k / (1 + rho (k − 1)), as for equally correlated votes, so that the aggregation error
 * saturates at exp(−g / rho). The best k is where both errors fall and grow at the same rate; with q ≥ 1 there is just one.
 *
 * @see the AgentTTS review discussion, insight 2 (its formula reconstructed); Hoeffding 1963, theorem 1; Kish 1965 for the design effect
 */
export const aggregation: CurveFamily = defineFamily({
  name: "aggregation",
  title: "aggregation error plus long-context error",
  formula: "y = 1 - exp(-g x / (1 + rho (x - 1))) - (x / W)^q",
  parameters: [
    {
      name: "g",
      meaning: "squared margin: the exponent one sample is worth",
      unit: "1/samples",
      lower: 1e-6,
      upper: 50,
      linear: false,
    },
    {
      name: "rho",
      meaning: "correlation of two samples of one question",
      unit: "1",
      lower: 0,
      upper: 1,
      linear: false,
    },
    {
      name: "W",
      meaning: "samples at which the context error alone is one",
      unit: "samples",
      lower: 1,
      upper: 1e7,
      linear: false,
    },
    {
      name: "q",
      meaning: "sharpness with which the context error sets in",
      unit: "1",
      lower: 1,
      upper: 6,
      linear: false,
    },
  ],
  x: "positive",
  y: "rate",
  curve(theta, x, logX, gradient, offset) {
    const g = theta[0] as number;
    const rho = theta[1] as number;
    const width = theta[2] as number;
    const q = theta[3] as number;
    const crowd = 1 + rho * (x - 1);
    const effective = x / crowd;
    const miss = Math.exp(-g * effective);
    const filled = logX - Math.log(width);
    const lost = Math.exp(q * filled);
    gradient[offset] = effective * miss;
    gradient[offset + 1] = (-miss * g * x * (x - 1)) / (crowd * crowd);
    gradient[offset + 2] = (q * lost) / width;
    gradient[offset + 3] = -lost * filled;
    return 1 - miss - lost;
  },
  grid(x) {
    const { high } = span(x);
    const shapes = logspace(0.005, 10, 14).flatMap((g) =>
      [0, 0.03, 0.1, 0.3, 0.6, 0.9].map((rho) => [g, rho] as const),
    );
    const contexts = [2, 6, 30, 1000].flatMap((width) => [1, 2].map((q) => [width * high, q] as const));
    return shapes.map((shape) => contexts.map((context) => [...shape, ...context]));
  },
  peak(theta) {
    const [g = 0, rho = 0, width = 1, q = 1] = Array.from(theta);
    if (rho === 1) return undefined;
    const slope = (logX: number) => {
      const x = Math.exp(logX);
      const crowd = 1 + rho * (x - 1);
      return (
        Math.log((g * (1 - rho)) / crowd ** 2) -
        (g * x) / crowd -
        Math.log(q / width) -
        (q - 1) * (logX - Math.log(width))
      );
    };
    return fallingRoot(slope, EARLY);
  },
});

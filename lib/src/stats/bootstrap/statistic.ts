import { moments } from "./law.js";

/** Statistics known by name: for these, standard errors and (for means) the ideal bootstrap are known in closed form. */
export type StatisticName =
  | "mean"
  | "median"
  | "meanDifference"
  | "meanRatio"
  | "correlation"
  | "standardDeviation"
  | "minimum"
  | "maximum";

/** Any number computed from one or more samples; the arrays are reused between calls and must not be kept or changed. */
export type StatisticFunction = (...samples: readonly Float64Array[]) => number;

export interface StatisticDefinition {
  /** How many samples it takes; undefined for a function of the user's. */
  readonly arity?: number;
  /** Taken from one sample of pairs, whatever `paired` says. */
  readonly alwaysPaired?: boolean;
  /** Whether it moves with the data as a mean does, so that rounding is relative to the data's size. */
  readonly inUnitsOfData: boolean;
  readonly evaluate: StatisticFunction;
  /** Standard error in closed form. */
  readonly standardError?: (samples: readonly Float64Array[], paired: boolean) => number;
}

const mean: StatisticFunction = (x) => {
  const values = x as Float64Array;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
};

const median: StatisticFunction = (x) => {
  const sorted = Float64Array.from(x as Float64Array).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
};

/**
 * Pearson's correlation. NaN when either sample is constant: a spread of rounding size is no spread. A value within rounding of ±1 is ±1.
 */
const correlation: StatisticFunction = (first, second) => {
  const x = first as Float64Array;
  const y = second as Float64Array;
  const mx = mean(x);
  const my = mean(y);
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  let largestX = 0;
  let largestY = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] as number) - mx;
    const dy = (y[i] as number) - my;
    sxx += dx * dx;
    syy += dy * dy;
    sxy += dx * dy;
    largestX = Math.max(largestX, Math.abs(x[i] as number));
    largestY = Math.max(largestY, Math.abs(y[i] as number));
  }
  const rounding = 16 * Number.EPSILON;
  if (sxx <= x.length * (rounding * largestX) ** 2 || syy <= x.length * (rounding * largestY) ** 2) return Number.NaN;
  const r = sxy / Math.sqrt(sxx * syy);
  return 1 - Math.abs(r) < rounding ? Math.sign(r) : r;
};

const variance = (x: Float64Array) => moments(x).standardDeviation ** 2;

const definitions: Readonly<Record<StatisticName, StatisticDefinition>> = {
  mean: {
    arity: 1,
    inUnitsOfData: true,
    evaluate: mean,
    standardError: ([x]) => moments(x as Float64Array).standardDeviation / Math.sqrt((x as Float64Array).length),
  },
  median: { arity: 1, inUnitsOfData: true, evaluate: median },
  meanDifference: {
    arity: 2,
    inUnitsOfData: true,
    evaluate: (x, y) => mean(x as Float64Array) - mean(y as Float64Array),
    standardError([first, second], paired) {
      const x = first as Float64Array;
      const y = second as Float64Array;
      if (!paired) return Math.sqrt(variance(x) / x.length + variance(y) / y.length);
      const differences = x.map((value, i) => value - (y[i] as number));
      return Math.sqrt(variance(differences) / x.length);
    },
  },
  meanRatio: {
    arity: 2,
    inUnitsOfData: false,
    evaluate: (x, y) => mean(x as Float64Array) / mean(y as Float64Array),
    standardError([first, second], paired) {
      const x = first as Float64Array;
      const y = second as Float64Array;
      const below = mean(y);
      const ratio = mean(x) / below;
      if (!paired)
        return Math.sqrt(variance(x) / x.length + (ratio * ratio * variance(y)) / y.length) / Math.abs(below);
      const residuals = x.map((value, i) => value - ratio * (y[i] as number));
      return Math.sqrt(variance(residuals) / x.length) / Math.abs(below);
    },
  },
  correlation: { arity: 2, alwaysPaired: true, inUnitsOfData: false, evaluate: correlation },
  standardDeviation: {
    arity: 1,
    inUnitsOfData: true,
    evaluate: (x) => moments(x as Float64Array).standardDeviation,
  },
  minimum: { arity: 1, inUnitsOfData: true, evaluate: (x) => (x as Float64Array).reduce((a, b) => Math.min(a, b)) },
  maximum: { arity: 1, inUnitsOfData: true, evaluate: (x) => (x as Float64Array).reduce((a, b) => Math.max(a, b)) },
};

/** The definition behind a name, or around a function. */
export function statisticDefinition(statistic: StatisticName | StatisticFunction): StatisticDefinition {
  if (typeof statistic === "function") return { inUnitsOfData: false, evaluate: statistic };
  const definition = definitions[statistic];
  if (definition === undefined)
    throw new RangeError(
      `bootstrap requires a function or one of ${Object.keys(definitions).join(", ")} as statistic, got ${statistic}`,
    );
  return definition;
}

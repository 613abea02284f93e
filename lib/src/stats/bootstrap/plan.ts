import { differenceRounding, largestOf, pairedDifferences, zeroWithin } from "../paired-differences.js";
import { requireOneOf } from "../require-one-of.js";
import { type BootstrapData, bootstrapDesign, type Design } from "./design.js";
import { accelerationOf, influenceOfMeans, influenceValues, leaveOneOut } from "./jackknife.js";
import { type BootstrapOptions, requireLevel } from "./options.js";
import type { Warning } from "./result.js";
import { intervalMethods } from "./result.js";
import {
  type StatisticDefinition,
  type StatisticFunction,
  type StatisticName,
  statisticDefinition,
} from "./statistic.js";

/** What a call of `bootstrap` comes to: checked data, laid out, and the statistic taken of them. */
export interface Plan {
  readonly design: Design;
  readonly definition: StatisticDefinition;
  /** The name, where the built-in laws and formulas may be used. */
  readonly name: StatisticName | undefined;
  readonly warnings: readonly Warning[];
  /** The statistic of the data as they are. */
  readonly estimate: number;
  /** The size of the numbers that rounding is relative to: for paired differences that of the two samples. */
  readonly scale: number;
  /** What lies this near to zero is zero, of means and their differences. */
  readonly nought: number;
  /** Whether the one sample is a paired difference of two. */
  readonly ofDifferences: boolean;
}

/** Checks data and options. Weights become a further sample, drawn along; a weighted mean is then a ratio of two means. */
export function planOf(
  data: BootstrapData,
  statistic: StatisticName | StatisticFunction,
  options: BootstrapOptions,
): Plan {
  const { strata, weights, missing = "refuse", level = 0.95 } = options;
  requireLevel("bootstrap", level);
  requireOneOf("bootstrap", "the method", options.method ?? "bca", intervalMethods);
  const paired =
    (options.paired ?? false) || statisticDefinition(statistic).alwaysPaired === true || weights !== undefined;
  if (typeof options.resamples === "object" && strata !== undefined)
    throw new RangeError("bootstrap requires no strata when index sets are given: the sets say what is drawn");
  const [samples, used] =
    weights === undefined ? [data, statistic] : withWeights(data, statistic, options.paired ?? false, weights);
  const { design, warnings } = bootstrapDesign(samples, { paired, strata, missing });
  const { arity } = statisticDefinition(used);
  if (arity !== undefined && design.samples.length !== arity)
    throw new RangeError(
      `bootstrap requires ${arity === 1 ? "one sample" : `${arity} samples`} for ${used}, got ${design.samples.length}`,
    );
  const size = Math.max(...design.samples.map(largestOf));
  if (used === "meanDifference" && design.paired)
    return { ...planFor(differencesIn(design), "mean", warnings, size), ofDifferences: true };
  return planFor(design, used, warnings, size);
}

function planFor(
  design: Design,
  statistic: StatisticName | StatisticFunction,
  warnings: readonly Warning[],
  size: number,
): Plan {
  const definition = statisticDefinition(statistic);
  const found = definition.evaluate(...design.samples);
  // A mean of numbers that cancel is rounding; the least of them may well be this small.
  const nought = statistic === "mean" || statistic === "meanDifference" ? differenceRounding(size) : 0;
  const estimate = zeroWithin(nought, found);
  return {
    design,
    definition,
    name: typeof statistic === "string" ? statistic : undefined,
    warnings,
    estimate,
    scale: definition.inUnitsOfData ? size : Math.abs(estimate),
    nought,
    ofDifferences: false,
  };
}

/** Bounds as they are told: what is within rounding of the data is zero, so that no sign hangs on it. */
export function roundedBounds<Bounds extends { readonly low: number; readonly high: number }>(
  { nought }: Plan,
  bounds: Bounds,
): Bounds {
  return { ...bounds, low: zeroWithin(nought, bounds.low), high: zeroWithin(nought, bounds.high) };
}

/** A paired difference of means is the mean of the differences: half the work, and exact ties stay ties. */
function differencesIn({ samples, parts }: Design): Design {
  const [x, y] = samples as [Float64Array, Float64Array];
  const differences = pairedDifferences("bootstrap", x, y);
  return { samples: [differences], paired: true, parts: parts.map((part) => ({ ...part, columns: [0] })) };
}

function withWeights(
  data: BootstrapData,
  statistic: StatisticName | StatisticFunction,
  paired: boolean,
  weights: ArrayLike<number>,
): [BootstrapData, StatisticName | StatisticFunction] {
  const w = Float64Array.from(weights);
  for (const weight of w)
    if (!(weight >= 0)) throw new RangeError(`bootstrap requires weights of at least zero, got ${weight}`);
  const samples = typeof data[0] === "number" ? [data as ArrayLike<number>] : (data as readonly ArrayLike<number>[]);
  const [x, y] = samples;
  if (samples.some((values) => values.length !== w.length))
    throw new RangeError(`bootstrap requires one weight per observation, got ${w.length} weights`);
  if (typeof statistic === "function") return [[...samples, w], statistic];
  if (statistic === "mean" && x !== undefined)
    return [[w.map((weight, i) => weight * (x[i] as number)), w], "meanRatio"];
  if (statistic === "meanDifference" && paired && x !== undefined && y !== undefined) {
    const differences = pairedDifferences("bootstrap", x, y);
    return [[w.map((weight, i) => weight * (differences[i] as number)), w], "meanRatio"];
  }
  throw new RangeError(
    `bootstrap requires "mean", a paired "meanDifference" or a function of the samples when weights are given, got ${statistic}`,
  );
}

/** The acceleration of BCa: in closed form for means and their differences, by leaving out one observation at a time otherwise. */
export function acceleration({ design, definition, name }: Plan): number {
  if (name === "mean" && design.parts.length === 1) return accelerationOf(design.samples.map(influenceOfMeans));
  if (name === "meanDifference" && !design.paired) {
    const [x, y] = design.samples as [Float64Array, Float64Array];
    return accelerationOf([influenceOfMeans(x), influenceOfMeans(y).map((u) => -u)]);
  }
  return accelerationOf(leaveOneOut(design, definition.evaluate).map(influenceValues));
}

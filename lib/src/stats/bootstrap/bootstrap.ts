import type { Rng } from "../../core/index.js";
import { bootstrapBounds, type TieRule } from "./bounds.js";
import { type BootstrapData, bootstrapDesign, type Design } from "./design.js";
import { idealLaw } from "./ideal/ideal-law.js";
import { accelerationOf, influenceOfMeans, influenceValues, leaveOneOut } from "./jackknife.js";
import { type Law, lawOfReplicates } from "./law.js";
import type { QuantileRule } from "./quantile.js";
import { meanReplicates, type ResampleIndices, replayed, replicates } from "./replicate.js";
import type { BootstrapResult, IntervalMethod, Warning } from "./result.js";
import {
  type StatisticDefinition,
  type StatisticFunction,
  type StatisticName,
  statisticDefinition,
} from "./statistic.js";
import { type StandardErrorSource, studentizedReplicates } from "./studentize.js";

export interface BootstrapOptions {
  /** @default "bca" */
  readonly method?: IntervalMethod;
  /** Confidence level, a rate in (0, 1). @default 0.95 */
  readonly level?: number;
  /**
   * A number of random resamples; or the index sets of another tool's run, to be replayed; or "ideal", the law of infinitely many.
   * @default "ideal" where it is known (means, differences and ratios of means, medians of odd samples), 9999 elsewhere
   */
  readonly resamples?: number | "ideal" | ResampleIndices;
  /** Whether observation i of every sample is the same question: rows are then drawn together. @default false */
  readonly paired?: boolean;
  /** One label per observation (one sample or pairs): each stratum is resampled within itself, keeping its size. */
  readonly strata?: ArrayLike<string | number>;
  /**
   * One weight per observation, drawn along with it: "mean" becomes the weighted mean; with pairs "meanDifference" the weighted mean of
   * the differences; a function gets the weights as its last argument.
   */
  readonly weights?: ArrayLike<number>;
  /** Interpolation between replicates: "type7" (scipy) or "normal" (R's boot). @default "type7" */
  readonly quantile?: QuantileRule;
  /** How BCa counts replicates equal to the estimate: "midrank" (scipy) or "strict" (R's boot, Efron). @default "midrank" */
  readonly ties?: TieRule;
  /** The studentized method's standard errors. @default "formula" where there is one, "jackknife" for the correlation, else { inner: 50 } */
  readonly standardErrorFrom?: StandardErrorSource;
  /** What to do with NaN: refuse, or leave the row out with a warning. @default "refuse" */
  readonly missing?: "refuse" | "omit";
  /** Whether the result carries the replicates. @default false */
  readonly keepDistribution?: boolean;
}

/** Resamples drawn where no ideal law is known and no number is asked for; scipy's number. */
const DEFAULT_RESAMPLES = 9999;

/**
 * A confidence interval by the bootstrap, with standard error and bias.
 *
 * Methods, for quantiles Q of the bootstrap distribution and the estimate t: `percentile` [Q(α/2), Q(1-α/2)]; `basic`
 * [2t - Q(1-α/2), 2t - Q(α/2)]; `bca` quantiles at levels corrected for bias (z0) and skewness (jackknife acceleration); `studentized`
 * [t - s q(1-α/2), t - s q(α/2)] from resampled t values; `expanded` percentile at levels widened for small samples (Hesterberg);
 * `normal` t ± z·se; `normalBiasCorrected` the same about t - bias.
 *
 * Statistics: "mean", "median", "standardDeviation", "minimum", "maximum" of one sample; "meanDifference" and "meanRatio" (first over
 * second) of two, paired or not; "correlation" of pairs; or any function of the samples. For means, differences and ratios of
 * means the ideal law (infinitely many resamples) is used by default: no noise, no `rng`, cost independent of any B.
 *
 * Degenerate cases. All replicates equal: both bounds are that value and a warning says so (for all-right or all-wrong 0/1 data it points
 * to `proportionInterval`). BCa undefined: the percentile interval with a warning, and `method` says "percentile". Replicates
 * that are not finite (a ratio over zero) are left out and counted in a warning. One observation, none, NaN or infinite data: RangeError.
 * Replicates count as equal to the estimate within rounding, so that ties of exact arithmetic are not missed.
 *
 * @param data one sample, or an array of samples
 * @param statistic a name or a function
 * @param rng chance for random resamples; may be null where none are drawn
 * @throws RangeError for data, levels or options outside the above; the message says what was found where
 * @see Efron and Tibshirani 1993; Davison and Hinkley 1997; Hesterberg 2015 ("expanded")
 * @example
 * bootstrap([1, 0, 1, 1, 0, 1, 1, 1, 0, 1], "mean", null, { method: "percentile" }).low; // => 0.4
 * bootstrap([[1, 2, 4], [1, 1, 2]], "meanDifference", null, { paired: true }).estimate; // => 1
 */
export function bootstrap(
  data: BootstrapData,
  statistic: StatisticName | StatisticFunction,
  rng: Rng | null,
  options: BootstrapOptions = {},
): BootstrapResult {
  const { method = "bca", level = 0.95, ties = "midrank", quantile = "type7" } = options;
  requireLevel("bootstrap", level);
  const plan = planOf(data, statistic, options);
  const { design, definition } = plan;
  const estimate = definition.evaluate(...design.samples);
  const scale = definition.inUnitsOfData ? largest(design.samples) : Math.abs(estimate);
  if (method === "studentized") return studentizedInterval(plan, estimate, scale, rng, options);

  const { law, distribution, warnings } = bootstrapLaw(plan, rng, options.resamples, quantile);
  const common = {
    estimate,
    level,
    standardError: law.standardDeviation,
    bias: law.mean - estimate,
    resamples: law.size,
    ...(law.size === "ideal" ? { error: law.error } : {}),
    ...(options.keepDistribution === true && distribution !== undefined ? { distribution } : {}),
  };
  const [lowest, highest] = law.support;
  const spread = Math.max(highest - estimate, estimate - lowest);
  // Ties of exact arithmetic: rounding leaves some units in the last place of the data, or of the spread.
  const tolerance = Math.max(1e-12 * spread, 64 * Number.EPSILON * scale);
  if (highest - lowest <= tolerance)
    return {
      ...common,
      ...degenerate(design, estimate, method),
      warnings: [...warnings, degenerateWarning(design, estimate)],
    };
  const bounds = bootstrapBounds({
    law,
    estimate,
    level,
    method,
    ties,
    tolerance,
    acceleration: () => acceleration(plan),
    smallest: Math.min(...design.parts.map((part) => part.length)),
  });
  const few = fewResamples(law, bounds.bca?.levels ?? [(1 - level) / 2, (1 + level) / 2]);
  const extreme = extremeStatistic(law, estimate, tolerance);
  return { ...common, ...bounds, warnings: [...warnings, ...bounds.warnings, ...few, ...extreme] };
}

interface Plan {
  readonly design: Design;
  readonly definition: StatisticDefinition;
  /** The name, where the built-in laws and formulas may be used. */
  readonly name: StatisticName | undefined;
  readonly statistic: StatisticName | StatisticFunction;
  readonly warnings: readonly Warning[];
}

/** Weights become a further sample, drawn along; a weighted mean is then a ratio of two means. */
function planOf(data: BootstrapData, statistic: StatisticName | StatisticFunction, options: BootstrapOptions): Plan {
  const { strata, weights, missing = "refuse" } = options;
  const named = statisticDefinition(statistic);
  const paired = (options.paired ?? false) || named.alwaysPaired === true;
  if (options.resamples !== undefined && typeof options.resamples === "object" && strata !== undefined)
    throw new RangeError("bootstrap requires no strata when index sets are given: the sets say what is drawn");
  let samples = data;
  let used = statistic;
  if (weights !== undefined) {
    [samples, used] = withWeights(data, statistic, paired, weights);
  }
  const { design, warnings } = bootstrapDesign(samples, { paired: paired || weights !== undefined, strata, missing });
  const definition = statisticDefinition(used);
  if (definition.arity !== undefined && design.samples.length !== definition.arity)
    throw new RangeError(
      `bootstrap requires ${definition.arity === 1 ? "one sample" : `${definition.arity} samples`} for ${used}, got ${design.samples.length}`,
    );
  // A paired difference of means is the mean of the differences: half the work, and exact ties stay ties.
  if (used === "meanDifference" && design.paired) {
    const [x, y] = design.samples as [Float64Array, Float64Array];
    const differences = x.map((value, i) => value - (y[i] as number));
    const parts = design.parts.map((part) => ({ ...part, columns: [0] }));
    const scaled = statisticDefinition("mean");
    return {
      design: { samples: [differences], paired: true, parts },
      definition: scaled,
      name: "mean",
      statistic: "mean",
      warnings,
    };
  }
  return { design, definition, name: typeof used === "string" ? used : undefined, statistic: used, warnings };
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
  if (statistic === "meanDifference" && paired && x !== undefined && y !== undefined)
    return [[w.map((weight, i) => weight * ((x[i] as number) - (y[i] as number))), w], "meanRatio"];
  throw new RangeError(
    `bootstrap requires "mean", a paired "meanDifference" or a function of the samples when weights are given, got ${statistic}`,
  );
}

/** The distribution of the statistic: ideal, replayed or drawn. */
function bootstrapLaw(
  { design, definition, name, statistic, warnings }: Plan,
  rng: Rng | null,
  asked: BootstrapOptions["resamples"],
  quantile: QuantileRule,
): { readonly law: Law; readonly distribution?: Float64Array; readonly warnings: readonly Warning[] } {
  if (asked === undefined || asked === "ideal") {
    const law = idealLaw(design, statistic);
    if (law !== undefined) return { law, warnings };
    if (asked === "ideal")
      throw new RangeError(
        `bootstrap knows no ideal law for ${name ?? "a function"} of these data; give a number of resamples instead`,
      );
  }
  let drawn: Float64Array;
  if (typeof asked === "object") drawn = replayed(design, definition.evaluate, asked);
  else {
    const count = requireResamples(typeof asked === "number" ? asked : DEFAULT_RESAMPLES, rng);
    const only = design.parts.length === 1 && name === "mean" ? design.samples[0] : undefined;
    drawn =
      only !== undefined
        ? meanReplicates(only, count, rng as Rng)
        : replicates(design, definition.evaluate, count, rng as Rng);
  }
  const { finite, warning } = dropNonFinite(drawn);
  return { law: lawOfReplicates(finite, quantile), distribution: drawn, warnings: [...warnings, ...warning] };
}

function requireResamples(count: number, rng: Rng | null): number {
  if (!Number.isSafeInteger(count) || count < 2)
    throw new RangeError(`bootstrap requires at least two resamples, got ${count}`);
  if (rng === null) throw new RangeError("bootstrap requires an rng to draw resamples, got null");
  return count;
}

function dropNonFinite(drawn: Float64Array): { readonly finite: Float64Array; readonly warning: readonly Warning[] } {
  if (drawn.every(Number.isFinite)) return { finite: drawn, warning: [] };
  const finite = drawn.filter(Number.isFinite);
  if (finite.length < 2)
    throw new RangeError(
      `bootstrap requires a statistic that is defined on resamples, got ${drawn.length - finite.length} of ${drawn.length} values that are not finite`,
    );
  return {
    finite,
    warning: [
      {
        code: "non-finite-replicates",
        message: `${drawn.length - finite.length} of ${drawn.length} replicates were not finite and were left out`,
      },
    ],
  };
}

function acceleration({ design, definition, name }: Plan): number {
  if (name === "mean" && design.parts.length === 1) return accelerationOf(design.samples.map(influenceOfMeans));
  if (name === "meanDifference" && !design.paired) {
    const [x, y] = design.samples as [Float64Array, Float64Array];
    return accelerationOf([influenceOfMeans(x), influenceOfMeans(y).map((u) => -u)]);
  }
  return accelerationOf(leaveOneOut(design, definition.evaluate).map(influenceValues));
}

function degenerate(
  design: Design,
  estimate: number,
  method: IntervalMethod,
): { low: number; high: number; method: IntervalMethod } {
  void design;
  return { low: estimate, high: estimate, method };
}

function degenerateWarning(design: Design, estimate: number): Warning {
  const [only] = design.samples;
  const allOrNothing = design.samples.length === 1 && only?.every((value) => value === 0 || value === 1) === true;
  return {
    code: "degenerate",
    message: `every resample gives ${estimate}, so that the bootstrap cannot see any uncertainty${
      allOrNothing
        ? `; for ${estimate === 0 ? "0" : "all"} of ${only?.length} use proportionInterval (Wilson or Clopper-Pearson)`
        : ""
    }`,
  };
}

function fewResamples(law: Law, [low, high]: readonly [number, number]): readonly Warning[] {
  if (law.size === "ideal") return [];
  const outside = Math.min(low, 1 - high) * (law.size + 1);
  if (outside >= 1) return [];
  return [
    {
      code: "few-resamples",
      message: `${law.size} resamples hold fewer than one beyond a bound; ask for at least ${Math.ceil(1 / Math.max(Math.min(low, 1 - high), 1e-6))}`,
    },
  ];
}

function extremeStatistic(law: Law, estimate: number, tolerance: number): readonly Warning[] {
  const [lowest, highest] = law.support;
  if (highest > estimate + tolerance && lowest < estimate - tolerance) return [];
  return [
    {
      code: "extreme-statistic",
      message: `no replicate lies ${highest > estimate + tolerance ? "below" : "above"} the estimate: the bootstrap is not consistent for extremes`,
    },
  ];
}

function studentizedInterval(
  plan: Plan,
  estimate: number,
  scale: number,
  rng: Rng | null,
  options: BootstrapOptions,
): BootstrapResult {
  const { level = 0.95, quantile = "type7", resamples } = options;
  const { design, definition } = plan;
  if (resamples === "ideal")
    throw new RangeError("bootstrap knows no ideal law for the studentized method; give a number of resamples");
  const source =
    options.standardErrorFrom ??
    (definition.standardError !== undefined && design.parts.length === (design.paired ? 1 : design.samples.length)
      ? "formula"
      : plan.name === "correlation"
        ? "jackknife"
        : { inner: 50 });
  const needsChance = typeof resamples !== "object" || (typeof source === "object" && typeof source.inner === "number");
  if (needsChance && rng === null) throw new RangeError("bootstrap requires an rng to draw resamples, got null");
  const asked = typeof resamples === "object" ? resamples : requireResamples(resamples ?? DEFAULT_RESAMPLES, rng);
  const drawn = studentizedReplicates(design, definition, source, asked, rng);
  const { finite, warning } = dropNonFinite(drawn.replicates);
  const law = lawOfReplicates(finite, quantile);
  const common = {
    estimate,
    level,
    method: "studentized" as const,
    standardError: law.standardDeviation,
    bias: law.mean - estimate,
    resamples: law.size,
    ...(options.keepDistribution === true ? { distribution: drawn.replicates } : {}),
    studentized: { standardError: drawn.standardError, ...(options.keepDistribution === true ? { t: drawn.t } : {}) },
  };
  const [lowest, highest] = law.support;
  if (highest - lowest <= 64 * Number.EPSILON * scale)
    return {
      ...common,
      low: estimate,
      high: estimate,
      warnings: [...plan.warnings, ...warning, degenerateWarning(design, estimate)],
    };
  const { finite: t, warning: tWarning } = dropNonFinite(drawn.t);
  const tLaw = lawOfReplicates(t, quantile);
  const tail = (1 - level) / 2;
  return {
    ...common,
    low: estimate - drawn.standardError * tLaw.quantile(1 - tail),
    high: estimate - drawn.standardError * tLaw.quantile(tail),
    warnings: [...plan.warnings, ...warning, ...tWarning, ...fewResamples(tLaw, [tail, 1 - tail])],
  };
}

function largest(samples: readonly Float64Array[]): number {
  let most = 0;
  for (const values of samples) for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** A confidence level is a rate; 95 is not read as 0.95. */
export function requireLevel(caller: string, level: number): void {
  if (level > 0 && level < 1) return;
  const hint = level >= 1 && level <= 100 ? `; ${level}% is ${level / 100}` : "";
  throw new RangeError(`${caller} requires a level in (0, 1), got ${level}${hint}`);
}

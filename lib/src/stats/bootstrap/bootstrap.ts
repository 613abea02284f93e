import type { Rng } from "../../core/index.js";
import { differenceRounding } from "../paired-differences.js";
import { bootstrapBounds } from "./bounds.js";
import type { BootstrapData, Design } from "./design.js";
import { idealLaw } from "./ideal/ideal-law.js";
import { type Law, lawOfReplicates } from "./law.js";
import { type BootstrapOptions, DEFAULT_RESAMPLES, requireChance, requireCount } from "./options.js";
import { acceleration, type Plan, planOf, roundedBounds } from "./plan.js";
import { meanReplicates, replayed, replicates } from "./replicate.js";
import type { BootstrapResult, Warning } from "./result.js";
import type { StatisticFunction, StatisticName } from "./statistic.js";
import { studentizedInterval } from "./studentized-interval.js";
import { degenerateWarning, dropNonFinite, extremeStatistic, fewResamples } from "./warnings.js";

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
 * means and for medians the ideal law (infinitely many resamples) is used by default: no noise, no `rng`, cost independent of any B.
 *
 * Degenerate cases. All replicates equal: both bounds are that value and a warning says so (for all-right or all-wrong 0/1 data it points
 * to `proportionInterval`). BCa undefined: the percentile interval with a warning, and `method` says "percentile". Replicates
 * that are not finite (a ratio over zero) are left out and counted in a warning. One observation, none, NaN or infinite data: RangeError.
 * Replicates count as equal to the estimate within rounding, so that ties of exact arithmetic are not missed; paired differences, means and
 * their bounds within rounding of the data are zero (`pairedDifferences`).
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
  const plan = planOf(data, statistic, options);
  if (options.method === "studentized") return studentizedInterval(plan, rng, options);
  return intervalOf(plan, bootstrapLaw(plan, rng, options), options);
}

/** The interval of replicates that were drawn elsewhere, from the same data with the same options. */
export function bootstrapOfReplicates(
  data: BootstrapData,
  statistic: StatisticName | StatisticFunction,
  drawn: Float64Array,
  options: BootstrapOptions,
): BootstrapResult {
  const plan = planOf(data, statistic, options);
  return intervalOf(plan, drawnLaw(drawn, options), options);
}

/** What `bootstrap` would draw, and how often; undefined where it draws nothing, or needs more than replicates. */
export function resamplingOf(
  data: BootstrapData,
  statistic: StatisticName | StatisticFunction,
  options: BootstrapOptions,
): { readonly design: Design; readonly name: StatisticName | undefined; readonly count: number } | undefined {
  const { resamples, method } = options;
  if (method === "studentized" || resamples === "ideal" || typeof resamples === "object") return undefined;
  const { design, name } = planOf(data, statistic, options);
  if (resamples === undefined && name !== undefined && idealLaw(design, name) !== undefined) return undefined;
  return { design, name, count: requireCount(resamples ?? DEFAULT_RESAMPLES) };
}

/** A law and what it rests on. */
interface FoundLaw {
  readonly law: Law;
  readonly distribution?: Float64Array;
  readonly warnings: readonly Warning[];
}

/** The distribution of the statistic: ideal, replayed or drawn. */
function bootstrapLaw(plan: Plan, rng: Rng | null, options: BootstrapOptions): FoundLaw {
  const { design, definition, name } = plan;
  const { resamples } = options;
  if (resamples === undefined || resamples === "ideal") {
    const law = name === undefined ? undefined : idealLaw(design, name);
    if (law !== undefined) return { law, warnings: [] };
    if (resamples === "ideal")
      throw new RangeError(
        `bootstrap knows no ideal law for ${name ?? "a function"} of these data; give a number of resamples instead`,
      );
  }
  if (typeof resamples === "object") return drawnLaw(replayed(design, definition.evaluate, resamples), options);
  const count = requireCount(resamples ?? DEFAULT_RESAMPLES);
  const chance = requireChance(rng);
  const only = design.parts.length === 1 && name === "mean" ? design.samples[0] : undefined;
  const drawn =
    only === undefined ? replicates(design, definition.evaluate, count, chance) : meanReplicates(only, count, chance);
  return drawnLaw(drawn, options);
}

function drawnLaw(distribution: Float64Array, { quantile = "type7" }: BootstrapOptions): FoundLaw {
  const { finite, warning } = dropNonFinite(distribution);
  return { law: lawOfReplicates(finite, quantile), distribution, warnings: warning };
}

function intervalOf(plan: Plan, found: FoundLaw, options: BootstrapOptions): BootstrapResult {
  const { method = "bca", level = 0.95, ties = "midrank", keepDistribution = false } = options;
  const { design, estimate, scale } = plan;
  const { law, distribution } = found;
  if (method === "studentized")
    throw new RangeError(
      "bootstrap requires standard errors of its replicates for the studentized method, got replicates alone",
    );
  const warnings = [...plan.warnings, ...found.warnings];
  const common = {
    estimate,
    level,
    standardError: law.standardDeviation,
    bias: law.mean - estimate,
    resamples: law.size,
    ...(law.size === "ideal" ? { error: law.error } : {}),
    ...(keepDistribution && distribution !== undefined ? { distribution } : {}),
  };
  const [lowest, highest] = law.support;
  const spread = Math.max(highest - estimate, estimate - lowest);
  // Ties of exact arithmetic: rounding leaves some units in the last place of the data, or of the spread.
  const tolerance = Math.max(1e-12 * spread, differenceRounding(scale));
  if (highest - lowest <= tolerance)
    return {
      ...common,
      low: estimate,
      high: estimate,
      method,
      warnings: [...warnings, degenerateWarning(plan)],
    };
  const bounds = bootstrapBounds({
    law,
    estimate,
    level,
    method,
    ties,
    tolerance,
    acceleration: () => acceleration(plan),
    smallest: design.parts.reduce((least, part) => Math.min(least, part.length), Number.POSITIVE_INFINITY),
  });
  const few = fewResamples(law, bounds.bca?.levels ?? [(1 - level) / 2, (1 + level) / 2]);
  const extreme = extremeStatistic(law, estimate, tolerance);
  return { ...common, ...roundedBounds(plan, bounds), warnings: [...warnings, ...bounds.warnings, ...few, ...extreme] };
}

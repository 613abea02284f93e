import type { Rng } from "../../core/index.js";
import { differenceRounding } from "../paired-differences.js";
import { lawOfReplicates } from "./law.js";
import { type BootstrapOptions, DEFAULT_RESAMPLES, requireChance, requireCount } from "./options.js";
import { type Plan, roundedBounds } from "./plan.js";
import type { BootstrapResult } from "./result.js";
import { type StandardErrorSource, studentizedReplicates } from "./studentize.js";
import { degenerateWarning, dropNonFinite, fewResamples } from "./warnings.js";

/** The bootstrap-t interval: quantiles of t = (replicate - estimate) / its own standard error, scaled back. */
export function studentizedInterval(plan: Plan, rng: Rng | null, options: BootstrapOptions): BootstrapResult {
  const { level = 0.95, quantile = "type7", resamples = DEFAULT_RESAMPLES, keepDistribution = false } = options;
  const { design, definition, estimate, scale } = plan;
  if (resamples === "ideal")
    throw new RangeError("bootstrap knows no ideal law for the studentized method; give a number of resamples");
  const source = options.standardErrorFrom ?? usualSource(plan);
  if (typeof resamples === "number") requireCount(resamples);
  if (typeof resamples === "number" || (typeof source === "object" && typeof source.inner === "number"))
    requireChance(rng);
  const drawn = studentizedReplicates(design, definition, source, resamples, rng);
  const { finite, warning } = dropNonFinite(drawn.replicates);
  const law = lawOfReplicates(finite, quantile);
  const warnings = [...plan.warnings, ...warning];
  const common = {
    estimate,
    level,
    method: "studentized" as const,
    standardError: law.standardDeviation,
    bias: law.mean - estimate,
    resamples: law.size,
    ...(keepDistribution ? { distribution: drawn.replicates } : {}),
    studentized: { standardError: drawn.standardError, ...(keepDistribution ? { t: drawn.t } : {}) },
  };
  const [lowest, highest] = law.support;
  if (highest - lowest <= differenceRounding(scale))
    return { ...common, low: estimate, high: estimate, warnings: [...warnings, degenerateWarning(plan)] };
  const { finite: t, warning: tWarning } = dropNonFinite(drawn.t);
  const tLaw = lawOfReplicates(t, quantile);
  const tail = (1 - level) / 2;
  return {
    ...common,
    ...roundedBounds(plan, {
      low: estimate - drawn.standardError * tLaw.quantile(1 - tail),
      high: estimate - drawn.standardError * tLaw.quantile(tail),
    }),
    warnings: [...warnings, ...tWarning, ...fewResamples(tLaw, [tail, 1 - tail])],
  };
}

function usualSource({ design, definition, name }: Plan): StandardErrorSource {
  const unstratified = design.parts.length === (design.paired ? 1 : design.samples.length);
  if (definition.standardError !== undefined && unstratified) return "formula";
  return name === "correlation" ? "jackknife" : { inner: 50 };
}

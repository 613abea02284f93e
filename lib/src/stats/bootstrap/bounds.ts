import { studentQuantile } from "../distributions/beta.js";
import { normalCdf, normalQuantile } from "../distributions/normal.js";
import type { Law } from "./law.js";
import type { BcaDiagnostics, IntervalMethod, Warning } from "./result.js";

/** Whether a replicate equal to the estimate counts half below it (scipy) or not at all (Efron, R's boot, arch). */
export type TieRule = "midrank" | "strict";

export interface BoundsInput {
  readonly law: Law;
  readonly estimate: number;
  readonly level: number;
  readonly method: Exclude<IntervalMethod, "studentized">;
  readonly ties: TieRule;
  readonly tolerance: number;
  /** Called only by BCa: it costs one evaluation per observation. */
  readonly acceleration: () => number;
  /** The smallest sample's size, for `expanded`. */
  readonly smallest: number;
}

export interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly method: IntervalMethod;
  readonly warnings: readonly Warning[];
  readonly bca?: BcaDiagnostics;
}

/** The bounds that a method takes from a bootstrap law. */
export function bootstrapBounds(input: BoundsInput): Bounds {
  const { law, estimate, level, method, smallest } = input;
  const tail = (1 - level) / 2;
  const between = (low: number, high: number): Bounds => ({ low, high, method, warnings: [] });
  switch (method) {
    case "percentile":
      return between(law.quantile(tail), law.quantile(1 - tail));
    case "basic":
      return between(2 * estimate - law.quantile(1 - tail), 2 * estimate - law.quantile(tail));
    case "expanded": {
      const wider = normalCdf(studentQuantile(tail, smallest - 1) * Math.sqrt(smallest / (smallest - 1)));
      return between(law.quantile(wider), law.quantile(1 - wider));
    }
    case "normal":
    case "normalBiasCorrected": {
      const reach = -normalQuantile(tail) * law.standardDeviation;
      const centre = method === "normal" ? estimate : 2 * estimate - law.mean;
      return between(centre - reach, centre + reach);
    }
    case "bca":
      return bcaBounds(input, tail);
  }
}

function bcaBounds(input: BoundsInput, tail: number): Bounds {
  const { law, estimate, ties, tolerance } = input;
  const { less, equal } = law.position(estimate, tolerance);
  const z0 = normalQuantile(Math.min(1, ties === "midrank" ? less + equal / 2 : less));
  const a = input.acceleration();
  const adjusted = (z: number) => normalCdf(z0 + (z0 + z) / (1 - a * (z0 + z)));
  const z = normalQuantile(tail);
  const levels: readonly [number, number] = [adjusted(z), adjusted(-z)];
  const bca: BcaDiagnostics = { less, equal, z0, acceleration: a, levels };
  const why = !Number.isFinite(z0)
    ? `the estimate lies outside all replicates (a share of ${less} below it)`
    : !Number.isFinite(a)
      ? "every jackknife value is the same, which leaves the acceleration undefined"
      : 1 - Math.abs(a) * (Math.abs(z0) + Math.abs(z)) <= 0
        ? "the acceleration is too large for this level"
        : undefined;
  if (why !== undefined) {
    const percentile = bootstrapBounds({ ...input, method: "percentile" });
    return {
      ...percentile,
      bca,
      warnings: [
        { code: "bca-undefined", message: `BCa is undefined: ${why}; the percentile interval is given instead` },
      ],
    };
  }
  return { low: law.quantile(levels[0]), high: law.quantile(levels[1]), method: "bca", warnings: [], bca };
}

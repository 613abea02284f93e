import type { Law } from "./law.js";
import type { Plan } from "./plan.js";
import type { Warning } from "./result.js";

/** Leaves out replicates that are not finite, and says how many. */
export function dropNonFinite(drawn: Float64Array): {
  readonly finite: Float64Array;
  readonly warning: readonly Warning[];
} {
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

/** Every resample gives the same number. For a rate, which a mean of 0/1 scores is and a mean of differences is not, there is advice. */
export function degenerateWarning({ design: { samples }, name, ofDifferences, estimate }: Plan): Warning {
  const [only] = samples;
  const allOrNothing = name === "mean" && !ofDifferences && only?.every((value) => value === 0 || value === 1) === true;
  return {
    code: "degenerate",
    message: `every resample gives ${estimate}, so that the bootstrap cannot see any uncertainty${
      allOrNothing
        ? `; for ${estimate === 0 ? "0" : "all"} of ${only?.length} use proportionInterval (Wilson or Clopper-Pearson)`
        : ""
    }`,
  };
}

/** Bounds that rest on less than one replicate. */
export function fewResamples(law: Law, [low, high]: readonly [number, number]): readonly Warning[] {
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

/** No replicate on one side of the estimate: a maximum, a minimum. */
export function extremeStatistic(law: Law, estimate: number, tolerance: number): readonly Warning[] {
  const [lowest, highest] = law.support;
  if (highest > estimate + tolerance && lowest < estimate - tolerance) return [];
  return [
    {
      code: "extreme-statistic",
      message: `no replicate lies ${highest > estimate + tolerance ? "below" : "above"} the estimate: the bootstrap is not consistent for extremes`,
    },
  ];
}

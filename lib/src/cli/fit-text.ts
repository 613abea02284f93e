import type { Comparison, Derived, Fit, Rival, TargetInterval } from "../curves/index.js";
import type { alignedText } from "../report/index.js";
import { digits } from "./curve-file.js";
import { inPercent } from "./scores/options.js";

/** What the fit command found out about one curve. */
export interface CurveReport {
  readonly name: string;
  readonly points: number;
  readonly comparison: Comparison;
  /** Profile intervals of the best family's parameters; null where there is none. */
  readonly intervals: Readonly<Record<string, TargetInterval | null>>;
  readonly derived: Readonly<Record<string, Derived>>;
  readonly extrapolation:
    | {
        readonly upTo: number;
        readonly rivals: readonly { readonly name: string; readonly rmse: number }[];
        readonly averaged: number;
      }
    | undefined;
}

/** The parameters, never without how the fit ended unless it converged. */
export function parameterText(fit: Fit): string {
  const values = Object.entries(fit.parameters).map(([name, value]) => `${name} ${digits(value)}`);
  switch (fit.ending) {
    case "converged":
      return values.join(", ");
    case "at bound":
      return `${values.join(", ")} (at bound: ${fit.atBound.join(", ")})`;
    case "singular":
      return `singular, not determined: ${fit.unidentified.join(", ")}; ${values.join(", ")}`;
    case "stalled":
      return `did not converge (stalled); ${values.join(", ")}`;
  }
}

/** The family that parameters and what follows from them are told of; null where several families could not be ranked. */
export function chosenOf({ rivals, best }: Comparison): Rival | null {
  return rivals.length > 1 && best.delta === Number.POSITIVE_INFINITY ? null : best;
}

function bestText({ comparison, points }: CurveReport): string {
  const chosen = chosenOf(comparison);
  if (chosen === null)
    return `Best by AICc: none, ${points} points are too few to rank these families; one alone can be chosen by --family`;
  const { title, formula } = chosen.fit.family;
  return chosen.delta === Number.POSITIVE_INFINITY
    ? `The one family fitted: ${title}, ${formula} (${points} points are too few for AICc)`
    : `Best by AICc: ${title}, ${formula}`;
}

/** The report as people read it. */
export function fitText(reports: readonly CurveReport[], aligned: typeof alignedText): string {
  return reports
    .map((report) => {
      const rows = report.comparison.rivals.map(({ name, fit, delta, weight }) => ({
        family: name,
        delta: digits(delta),
        weight: Number.isNaN(weight) ? "undefined" : weight.toFixed(3),
        rmse: digits(fit.rmse),
        ending: fit.ending,
        parameters: parameterText(fit),
      }));
      const columns = [
        { key: "family", title: "Family" },
        { key: "delta", title: "ΔAICc" },
        { key: "weight", title: "Weight" },
        { key: "rmse", title: "RMSE" },
        { key: "ending", title: "Ended" },
        { key: "parameters", title: "Parameters" },
      ];
      const { best } = report.comparison;
      const lines = Object.entries(report.intervals).map(([name, interval]) => {
        const word =
          best.fit.ending === "converged"
            ? ""
            : ` (${best.fit.ending === "stalled" ? "did not converge" : best.fit.ending})`;
        return `  ${name} = ${digits(best.fit.parameters[name] ?? Number.NaN)}${interval === null ? ", no interval" : `, ${intervalText(interval)}`}${word}`;
      });
      const derived = Object.entries(report.derived).map(([what, value]) =>
        value.kind === "none"
          ? `  ${what}: none, ${value.why}`
          : `  ${what}: ${digits(value.estimate)}, ${intervalText(value)}`,
      );
      const left = report.comparison.left.map(({ name, why }) => `  not fitted: ${name} (${why})`);
      const beyond =
        report.extrapolation === undefined
          ? []
          : [
              `Fitted up to ${report.extrapolation.upTo}, error beyond (RMSE): ${report.extrapolation.rivals.map((r) => `${r.name} ${digits(r.rmse)}`).join(", ")}; averaged ${digits(report.extrapolation.averaged)}`,
            ];
      return [
        `${report.name} (${report.points} points)`,
        aligned({ columns, rows }).trimEnd(),
        ...left,
        bestText(report),
        ...lines,
        ...derived,
        ...beyond,
        "",
      ].join("\n");
    })
    .join("\n");
}

function intervalText({ low, high, lowOpen, highOpen, level }: TargetInterval): string {
  return `${inPercent(level)} % interval ${lowOpen ? "open below " : ""}${digits(low)} to ${digits(high)}${highOpen ? " (open above)" : ""}`;
}

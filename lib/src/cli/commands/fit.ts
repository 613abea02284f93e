import { basename, extname } from "node:path";
import { Command } from "commander";
import { DataError, didYouMean, type Provenance, UsageError } from "../../core/index.js";
import type { CurveFamily, Fit, TargetInterval } from "../../curves/index.js";
import {
  type CurveFlags,
  curveOptions,
  type FileCurve,
  json,
  names,
  ofCurve,
  provenance,
  readCurves,
} from "../curve-file.js";
import { figureEndings, figureFormat, writeFigure } from "../draw-figure.js";
import { type CurveReport, chosenOf, fitText } from "../fit-text.js";
import type { Session } from "../io.js";
import { numberOption } from "../number-options.js";
import { inPercent, parseLevel } from "../scores/options.js";

interface FitFlags extends CurveFlags {
  readonly family?: string;
  readonly level: number;
  readonly epsilon: number;
  readonly target?: number;
  readonly price?: number;
  readonly upTo?: number;
  readonly figure?: string;
  readonly provenance?: Provenance;
  readonly json?: boolean;
}

/** `isocompute fit`: which curve the points follow, with intervals for its parameters and what follows from it. */
export function fitCommand({ io }: Session): Command {
  const command = new Command("fit").description(
    "fit and rank scaling curves: parameters, best k, plateau, extrapolation, each with an interval",
  );
  return curveOptions(command, "the binomial likelihood is then maximised")
    .option("--family <names>", "only these families, separated by commas (default: all)")
    .option("--level <share>", "level of the intervals", parseLevel, 0.95)
    .option("--epsilon <rate>", "the plateau begins within this of the best", numberOption({ above: 0 }), 0.01)
    .option("--target <rate>", "also the k that reaches this rate", numberOption({ least: 0, most: 1 }))
    .option(
      "--price <rate>",
      "also the k that is worth it when one sample costs this much score",
      numberOption({ above: 0 }),
    )
    .option("--up-to <k>", "fit up to here and report the error beyond", numberOption({ above: 0 }))
    .option(
      "--figure <file>",
      `draw points, best curve and band, to a file ending in ${figureEndings}; needs --provenance`,
    )
    .option("--provenance <kind>", "published, measured or simulated: what the numbers of the file are", provenance)
    .option("--json", "the same as data, and nothing else")
    .addHelpText("after", help)
    .action(async (file: string, flags: FitFlags) => {
      if (flags.figure !== undefined) figureFormat(flags.figure, "fit --figure");
      if (flags.figure !== undefined && flags.provenance === undefined)
        throw new UsageError("fit --figure requires --provenance, so that the figure can say what it shows");
      const curves = await import("../../curves/index.js");
      const report = await import("../../report/index.js");
      const chosen = familiesOf(flags.family, curves.families);
      const inputs = readCurves(
        file,
        flags,
        io.cwd,
        chosen.every(({ x }) => x === "positive") ? "positive" : "nonnegative",
      );
      const reports = inputs.map((curve) => ofCurve(curve, file, () => study(curve, chosen, flags, curves)));
      io.stdout.write(flags.json ? json(reports.map(data)) : fitText(reports, report.alignedText));
      if (flags.figure === undefined || flags.provenance === undefined) return;
      const unranked = reports.find(({ comparison }) => chosenOf(comparison) === null);
      if (unranked !== undefined)
        throw new DataError(
          { file },
          `curve "${unranked.name}": fit --figure requires points enough to rank the families, or one --family, got ${unranked.points} points`,
        );
      const figure = report.fittedCurves(
        {
          id: basename(flags.figure, extname(flags.figure)),
          caption: `Points and the best curve by AICc with its ${inPercent(flags.level)} % band for the mean.`,
          provenance: [flags.provenance],
          source: basename(file),
        },
        inputs.map((curve, i) => ({
          title: curve.name,
          x: curve.x,
          y: curve.y,
          fit: (reports[i] as CurveReport).comparison.best.fit,
          level: flags.level,
        })),
      );
      await writeFigure(figure, flags.figure, "fit --figure", io);
    });
}

function familiesOf(text: string | undefined, known: Readonly<Record<string, CurveFamily>>): readonly CurveFamily[] {
  if (text === undefined) return Object.values(known);
  return names(text).map((name) => {
    const family = Object.hasOwn(known, name) ? known[name] : undefined;
    if (family !== undefined) return family;
    const names = Object.keys(known);
    throw new UsageError(`fit --family requires ${names.join(", ")}, got ${name}${didYouMean(name, names)}`);
  });
}

function study(
  curve: FileCurve,
  families: readonly CurveFamily[],
  flags: FitFlags,
  {
    compare,
    profileInterval,
    bestK,
    plateauOnset,
    kToReach,
    costOptimalK,
    extrapolate,
  }: typeof import("../../curves/index.js"),
): CurveReport {
  const options = { families, ...(curve.trials === undefined ? {} : { trials: curve.trials }) };
  const comparison = compare(curve.x, curve.y, options);
  const { fit } = comparison.best;
  const { level, epsilon } = flags;
  const chosen = chosenOf(comparison) !== null;
  const usable =
    chosen && fit.ending !== "stalled" && (fit.data.noise.kind !== "estimated" || fit.degreesOfFreedom > 0);
  const interval = (name: string): TargetInterval | null =>
    usable && !fit.unidentified.includes(name) ? profileInterval(fit, name, { level }) : null;
  const beyond = flags.upTo === undefined ? undefined : extrapolate(curve.x, curve.y, flags.upTo, options);
  return {
    name: curve.name,
    points: curve.x.length,
    comparison,
    intervals: Object.fromEntries((chosen ? Object.keys(fit.parameters) : []).map((name) => [name, interval(name)])),
    derived: usable
      ? {
          "best k": bestK(fit, { level }),
          [`plateau (within ${epsilon} of the best) from k`]: plateauOnset(fit, { level, epsilon }),
          ...(flags.target === undefined
            ? {}
            : { [`k to reach ${flags.target}`]: kToReach(fit, flags.target, { level }) }),
          ...(flags.price === undefined
            ? {}
            : { [`best k at ${flags.price} per sample`]: costOptimalK(fit, flags.price, { level }) }),
        }
      : {},
    extrapolation:
      beyond === undefined
        ? undefined
        : {
            upTo: beyond.upTo,
            rivals: beyond.rivals.map(({ name, rmse }) => ({ name, rmse })),
            averaged: beyond.averaged.rmse,
          },
  };
}

/** A report without functions, for JSON. */
function data({ comparison, ...report }: CurveReport) {
  const plain = (fit: Fit) => ({
    ending: fit.ending,
    converged: fit.ending === "converged",
    atBound: fit.atBound,
    unidentified: fit.unidentified,
    parameters: fit.parameters,
    standardErrors: fit.standardErrors,
    covariance: fit.covariance,
    sse: fit.sse,
    rmse: fit.rmse,
    r2: fit.r2,
    aic: fit.aic,
    aicc: fit.aicc,
    bic: fit.bic,
    condition: fit.condition,
  });
  return {
    ...report,
    best: chosenOf(comparison)?.name ?? null,
    families: comparison.rivals.map(({ name, delta, weight, fit }) => ({
      name,
      delta,
      weight,
      formula: fit.family.formula,
      ...plain(fit),
    })),
    notFitted: comparison.left,
  };
}

const help = `
A fit that is not at an optimum says "stalled"; parameters that the data do not determine are named under "singular";
a parameter on the edge of what its family allows is named under "at bound".

Examples:
  isocompute fit data/math_scaling.csv --by model --trials 500
  isocompute fit data/textvqa_scaling.csv --by stage,model --up-to 50 --json
  isocompute fit curve.csv --family power,exppow --target 0.8 --figure curve.svg --provenance measured`;

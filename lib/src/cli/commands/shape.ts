import { resolve } from "node:path";
import { Command } from "commander";
import { createRng, UsageError } from "../../core/index.js";
import type { Shape } from "../../unimodality/index.js";
import { type CurveFlags, curveOptions, digits, json, ofCurve, readCurves } from "../curve-file.js";
import type { Session } from "../io.js";
import { countOption, numberOption } from "../number-options.js";

interface ShapeFlags extends CurveFlags {
  readonly alpha: number;
  readonly margin: number;
  readonly epsilon?: number;
  readonly resamples?: number;
  readonly seed: string;
  readonly json?: boolean;
}

/** `isocompute shape`: does a curve rise and fall beyond noise, and where may its peak lie? */
export function shapeCommand({ io }: Session): Command {
  const command = new Command("shape").description(
    "test whether curves rise, flatten and fall beyond noise; bound the peak; count falls over all curves",
  );
  return curveOptions(command, "without it noise is estimated from the curve itself")
    .option("--alpha <share>", "level of the tests", numberOption({ above: 0, below: 0.5 }), 0.05)
    .option("--margin <rate>", "the smallest fall worth knowing", numberOption({ above: 0 }), 0.02)
    .option(
      "--epsilon <rate>",
      "the plateau is what lies within this of the best (default: one standard error)",
      numberOption({ least: 0 }),
    )
    .option(
      "--resamples <n>",
      "simulated curves per test, at most 399 for the peak (default: 999, more where there are many curves)",
      countOption,
    )
    .option("--seed <name>", "name of the stream of chance", "shape")
    .option("--json", "the same as data, and nothing else")
    .addHelpText("after", help)
    .action(async (file: string, flags: ShapeFlags) => {
      const { fallCount, resamplesFor, shape } = await import("../../unimodality/index.js");
      const { alignedText } = await import("../../report/index.js");
      const curves = readCurves(file, flags, io.cwd);
      const { alpha, margin, epsilon, seed } = flags;
      const { least, enough } = resamplesFor(curves.length, alpha);
      const { resamples = enough } = flags;
      if (resamples < least)
        throw new UsageError(
          `shape --resamples requires at least ${least} to find a fall among ${curves.length} curves at level ${alpha}, got ${resamples}`,
        );
      const options = { alpha, margin, resamples, ...(epsilon === undefined ? {} : { epsilon }) };
      const shapes = curves.map((curve) => ({
        name: curve.name,
        shape: ofCurve(curve, file, () =>
          shape(curve.x, curve.y, createRng(seed).fork(curve.name), { ...options, trials: curve.trials }),
        ),
      }));
      // The tests of the shapes themselves: others, on streams of their own, would give the table two truths.
      const count = fallCount(
        shapes.map(({ name, shape: { fall } }) => ({ name, p: fall.p })),
        { alpha },
      );
      if (flags.json) {
        io.stdout.write(
          json({
            file: resolve(io.cwd, file),
            alpha,
            margin,
            resamples,
            seed,
            curves: shapes.map(({ name, shape: s }) => ({ name, ...s })),
            count,
          }),
        );
        return;
      }
      const rows = shapes.map(({ name, shape: s }, i) => ({
        name,
        ...row(s),
        adjusted: digits(count.byCurve[i]?.adjusted ?? Number.NaN),
      }));
      const columns = [
        { key: "name", title: "Curve" },
        { key: "rise", title: "p rise" },
        { key: "fall", title: "p fall" },
        { key: "adjusted", title: "p fall (Holm)" },
        { key: "drop", title: "Fall (upper bound)" },
        { key: "verdict", title: "Fall" },
        { key: "peak", title: `Peak (${100 * (1 - alpha)} %)` },
        { key: "plateau", title: "Plateau" },
        { key: "noise", title: "Noise sd" },
      ];
      io.stdout.write(alignedText({ columns, rows }));
      io.stdout.write(
        `\n${count.surviving} of ${count.curves} curves fall after their peak beyond noise (Holm, level ${alpha}); ${count.nominal} before correction.\n`,
      );
    });
}

function row({ rise, fall, drop, verdict, peak, plateau, noise, noiseKnown }: Shape) {
  return {
    rise: digits(rise.p),
    fall: digits(fall.p),
    drop: `${digits(drop.estimate)} (${digits(drop.upper)})`,
    verdict,
    peak: `${digits(peak.best)} in [${digits(peak.low)}, ${digits(peak.high)}]`,
    plateau: `${digits(plateau.level)} ± ${digits(plateau.standardError)} on [${digits(plateau.from)}, ${digits(plateau.to)}]`,
    noise: `${digits(noise)}${noiseKnown ? "" : " (estimated)"}`,
  };
}

const help = `
Fall: supported     curves that never fall are rejected
      contradicted  a fall as large as the margin is rejected
      undecided     neither: too noisy, or too few points

Examples:
  isocompute shape data/textvqa_scaling.csv --by stage,model
  isocompute shape data/math_scaling.csv --by model --trials 500 --json`;

import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import type { Task } from "../allocation/index.js";
import { DataError, parseJson, parseWith, readText } from "../core/index.js";
import { type Calibration, type Fit, identification, type MechanismSet, priorsOf } from "../simulator/index.js";
import { type AnchorFile, anchorFileName } from "./anchors.js";

const parameter = z.strictObject({
  name: z.string(),
  mean: z.number(),
  sd: z.number(),
  value: z.number(),
  posteriorSd: z.number(),
});
const fit = z.strictObject({
  ending: z.enum(["converged", "stalled", "limit", "prior"]),
  residuals: z.array(
    z.strictObject({
      curve: z.string(),
      kind: z.enum(["value", "upper"]),
      rmse: z.number(),
      ownLevel: z.number(),
      points: z.array(z.strictObject({ allocation: z.string(), published: z.number(), fitted: z.number() })),
    }),
  ),
  unidentified: z.array(z.string()),
  parameters: z.array(parameter),
  factor: z.array(z.array(z.number())),
});
const calibrationFile = z.strictObject({
  isocompute: z.literal("calibration"),
  version: z.literal(1),
  task: z.string(),
  command: z.string(),
  sources: z.record(z.string(), z.string()),
  fits: z.strictObject({ rivals: fit, decay: fit, both: fit }),
});

/**
 * A calibration as the text of a `calibrated.json`: fits, residuals and what stays unidentified, with the command that rebuilds
 * it and the hashes of what it was built from. Numbers have six significant digits, so that machines agree on every byte.
 *
 * @example
 * ```ts no-run
 * writeFileSync(path, formatCalibration(calibration, readAnchors("data/simulator/math.anchors.json", task)));
 * ```
 */
export function formatCalibration(calibration: Calibration, anchors: AnchorFile): string {
  const { task, fits } = calibration;
  const round = (value: number) => Number(value.toPrecision(6));
  const formatFit = ({ ending, parameters, factor, residuals }: Fit) => ({
    ending,
    residuals: residuals.map(({ curve, kind, rmse, ownLevel, points }) => ({
      curve,
      kind,
      rmse: round(rmse),
      ownLevel: round(ownLevel),
      points: points.map((point) => ({ ...point, fitted: round(point.fitted) })),
    })),
    unidentified: identification(parameters).unidentified,
    parameters: parameters.map((p) => ({
      name: p.name,
      mean: round(p.mean),
      sd: round(p.sd),
      value: round(p.value),
      posteriorSd: round(p.posteriorSd),
    })),
    factor: factor.map((row) => row.map(round)),
  });
  const content = {
    isocompute: "calibration",
    version: 1,
    task: task.name,
    command: `isocompute calibrate --task ${task.name}`,
    sources: anchors.sources,
    fits: { rivals: formatFit(fits.rivals), decay: formatFit(fits.decay), both: formatFit(fits.both) },
  };
  // Arrays of numbers and single points stay on one line, so that the file reads and compares well.
  const text = JSON.stringify(content, null, 1).replace(
    /\[\s+(-?[\d.e+-]+(?:,\s+-?[\d.e+-]+)*)\s+\]/g,
    (_, list: string) => `[${list.replace(/\s+/g, " ")}]`,
  );
  return `${text.replace(/\{\s+("(?:allocation|name)": [^{}]*?)\s+\}/g, (_, body: string) => `{ ${body.replace(/\s*\n\s*/g, " ")} }`)}\n`;
}

/**
 * Reads a `calibrated.json`.
 *
 * @throws DataError if it is not a calibration, or is one of another task or of an older law
 * @example
 * ```ts no-run
 * const calibration = loadCalibration("data/simulator/math.calibrated.json", loadTask("data/tasks/math.json"));
 * ```
 */
export function loadCalibration(path: string, task: Task): Calibration {
  const content = parseJson(readText(path), path);
  const parsed = parseWith(calibrationFile, content, { file: path }, "a calibration");
  if (parsed.task !== task.name)
    throw new DataError({ file: path, path: "task" }, `requires "${task.name}", got "${parsed.task}"`);
  const priors = priorsOf(task);
  const fitOf = (set: MechanismSet): Fit => {
    const { ending, parameters, factor, residuals } = parsed.fits[set];
    const [found, wanted] = [parameters.map((p) => p.name), priors.map((p) => p.name)];
    if (found.join() !== wanted.join())
      throw new DataError(
        { file: path, path: `fits.${set}.parameters` },
        `is of another law: requires ${wanted.length} parameters (${wanted[0]}, …), got ${found.length}; rebuild it with: ${parsed.command}`,
      );
    return { ending, parameters, factor, residuals };
  };
  return { task, fits: { rivals: fitOf("rivals"), decay: fitOf("decay"), both: fitOf("both") } };
}

/**
 * The `data/simulator/<task>.calibrated.json` in a folder or the nearest above it; `null` if there is none.
 *
 * @example
 * ```ts no-run
 * const path = findCalibration("math", process.cwd());
 * ```
 */
export function findCalibration(task: string, from: string): string | null {
  return findUp(join("data", "simulator", `${task}.calibrated.json`), from);
}

/**
 * The `data/simulator/<task>.anchors.json` likewise.
 *
 * @example
 * ```ts no-run
 * const path = findAnchors("math", process.cwd());
 * ```
 */
export function findAnchors(task: string, from: string): string | null {
  return findUp(join("data", "simulator", anchorFileName(task)), from);
}

function findUp(file: string, from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const path = join(folder, file);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return null;
  }
}

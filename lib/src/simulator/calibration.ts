import type { Task } from "../allocation/index.js";
import type { Mechanisms } from "./law.js";
import { type Parameter, priorsOf } from "./parameters.js";

/** The sets of mechanisms that a published fall can be explained by. A calibration holds a fit for each. */
export type MechanismSet = "rivals" | "decay" | "both";

export const mechanismSets: readonly MechanismSet[] = ["rivals", "decay", "both"];

export function mechanismsOf(set: MechanismSet): Mechanisms {
  return { rivals: set !== "decay", decay: set !== "rivals", gate: true };
}

/** A published score beside the law's. */
export interface FittedPoint {
  /** The allocation, as `allocationKey` writes it. */
  readonly allocation: string;
  readonly published: number;
  readonly fitted: number;
}

/** How a published curve was met. */
export interface CurveResidual {
  readonly curve: string;
  /** Whether the published scores are values, or bounds above which alone counts. */
  readonly kind: "value" | "upper";
  /** Root mean squared residual; of bounds, only what lies above them. */
  readonly rmse: number;
  /** The shift of all abilities that the curve has to itself, in log-odds; 0 where it has none. */
  readonly ownLevel: number;
  readonly points: readonly FittedPoint[];
}

/** A parameter after the fit. */
export interface FittedParameter extends Parameter {
  readonly value: number;
  /** Standard deviation after the published numbers were seen. Near the prior's: they say nothing about it. */
  readonly posteriorSd: number;
}

/** What the published numbers say under one set of mechanisms. */
export interface Fit {
  readonly ending: "converged" | "stalled" | "limit" | "prior";
  readonly parameters: readonly FittedParameter[];
  /** Lower Cholesky factor of the posterior covariance, by rows: row i has i + 1 elements. */
  readonly factor: readonly (readonly number[])[];
  readonly residuals: readonly CurveResidual[];
}

/** What is known of a task's law, and what is not: enough to draw worlds from. */
export interface Calibration {
  readonly task: Task;
  readonly fits: Readonly<Record<MechanismSet, Fit>>;
}

/**
 * A calibration that saw no published number: every unknown has its prior.
 *
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * priorOnly(parseTask(exampleTask)).fits.both.ending; // => "prior"
 */
export function priorOnly(task: Task): Calibration {
  const priors = priorsOf(task);
  const fit: Fit = {
    ending: "prior",
    parameters: priors.map((prior) => ({ ...prior, value: prior.mean, posteriorSd: prior.sd })),
    factor: priors.map(({ sd }, i) => [...new Array<number>(i).fill(0), sd]),
    residuals: [],
  };
  return { task, fits: { rivals: fit, decay: fit, both: fit } };
}

/** Which parameters the published numbers speak of. */
export interface Identification {
  /** Posterior sd below half the prior's. */
  readonly pinned: readonly string[];
  /** Posterior sd above nine tenths of the prior's: as good as nothing was learned. */
  readonly unidentified: readonly string[];
}

/**
 * What a fit learned of each parameter alone, by how much narrower it is than its prior. Combinations may be pinned where no single
 * parameter is: the covariance knows.
 *
 * @example
 * identification([{ name: "a", mean: 0, sd: 1, value: 0.2, posteriorSd: 0.1 }]); // => { pinned: ["a"], unidentified: [] }
 */
export function identification(parameters: readonly FittedParameter[]): Identification {
  const narrowing = ({ sd, posteriorSd }: FittedParameter) => posteriorSd / sd;
  const names = (keep: (ratio: number) => boolean) =>
    parameters.filter((parameter) => keep(narrowing(parameter))).map(({ name }) => name);
  return { pinned: names((ratio) => ratio < 0.5), unidentified: names((ratio) => ratio > 0.9) };
}

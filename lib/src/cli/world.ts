import { resolve } from "node:path";
import type { Task } from "../allocation/index.js";
import { type BudgetUnits, type Provenance, UsageError } from "../core/index.js";
import {
  type Environment,
  findCalibration,
  loadCalibration,
  partOf,
  readReplayTable,
  replay,
  simulate,
} from "../environments/index.js";
import { type Calibration, type Draw, drawInstance, type Instance, priorOnly } from "../simulator/index.js";

/** A world as `--world` names it. */
export type WorldSpec =
  | { readonly kind: "simulate"; readonly seed: number }
  | { readonly kind: "replay"; readonly file: string };

/** The worlds that `--world` can name, for help texts. */
export const worldHelp = "simulate:N (simulated world number N of the task) or replay:FILE (a CSV table of outcomes)";

/**
 * Reads `simulate:7` or `replay:outcomes.csv`.
 *
 * @param others worlds that the command takes besides, for the error
 */
export function parseWorld(text: string, others = ""): WorldSpec {
  const [kind, ...rest] = text.split(":");
  const value = rest.join(":");
  if (kind === "simulate" && /^\d+$/.test(value) && Number.isSafeInteger(Number(value)))
    return { kind, seed: Number(value) };
  if (kind === "replay" && value !== "") return { kind, file: value };
  throw new UsageError(`--world requires ${worldHelp}${others}, got "${text}"`);
}

/** How a world is opened. */
export interface WorldOptions {
  /** Where the task is from. */
  readonly taskFile: string;
  /** Of a simulated world, or the first of a table by question. */
  readonly questions?: number;
  readonly draw?: Draw;
  readonly run?: number;
  /** Largest distance at which a replayed row may stand in for a missing one. */
  readonly nearest?: number;
  /** Rows that cost more do not stand in for others. @default any may */
  readonly budget?: BudgetUnits;
  /** Take means over the questions that were measured. */
  readonly skipGaps?: boolean;
  /** Of a replayed table's scores. */
  readonly provenance?: Provenance;
}

/** An environment, and what is known of it beside its name. */
export interface OpenWorld {
  readonly environment: Environment;
  readonly about: string;
  /** Of its scores. */
  readonly provenance: Provenance;
  /** Behind a simulated world; `null` behind others. */
  readonly instance: Instance | null;
}

/** Opens a world of a task; relative files are looked for from `from`, calibrations from the task's file and from there. */
export function openWorld(spec: WorldSpec, task: Task, from: string, options: WorldOptions): OpenWorld {
  switch (spec.kind) {
    case "simulate": {
      const { instance, about } = openInstance(task, spec.seed, [options.taskFile, from], options.questions);
      const { draw, run } = options;
      return {
        environment: simulate(instance, {
          ...(draw === undefined ? {} : { draw }),
          ...(run === undefined ? {} : { run }),
        }),
        about,
        provenance: "simulated",
        instance,
      };
    }
    case "replay": {
      const { nearest, budget, skipGaps, provenance, questions } = options;
      const table = readReplayTable(resolve(from, spec.file), task, provenance === undefined ? {} : { provenance });
      const whole = replay(table, {
        gaps: skipGaps ? "skip" : "refuse",
        ...(nearest === undefined ? {} : { nearest: { within: nearest, ...(budget === undefined ? {} : { budget }) } }),
      });
      if (skipGaps) requireByQuestion("--skip-gaps", whole, spec.file);
      const environment = questions === undefined ? whole : firstOf(whole, questions, spec.file);
      return { environment, about: `${table.rows.length} rows`, provenance: table.provenance, instance: null };
    }
  }
}

/** A replayed world of its first questions alone. */
function firstOf(whole: Environment, questions: number, file: string): Environment {
  const all = requireByQuestion("--questions", whole, file);
  if (questions > all)
    throw new UsageError(`--questions requires at most the ${all} questions of ${file}, got ${questions}`);
  return questions === all ? whole : partOf(whole, [...Array(questions).keys()]);
}

/** How many questions a replayed world has; refuses an option that is for worlds with questions, where it has none. */
export function requireByQuestion(option: string, { questions }: Environment, file: string): number {
  if (questions === null) throw new UsageError(`${option} requires scores by question, but ${file} holds means`);
  return questions;
}

/** A simulated world of a task, calibrated where the task has a calibration in a lab that the first of these paths, or another, is in. */
export function openInstance(
  task: Task,
  seed: number,
  places: readonly string[],
  questions?: number,
): { instance: Instance; about: string; calibrated: boolean } {
  const { calibration, about, calibrated } = calibrationOf(task, places);
  const instance = drawInstance(calibration, seed, questions === undefined ? {} : { questions });
  const { rivals, decay } = instance.law.mechanisms;
  const falls = [...(rivals ? ["rivals"] : []), ...(decay ? ["decay"] : [])].join(" and ");
  return { instance, about: `${about}; can fall by ${falls}`, calibrated };
}

function calibrationOf(
  task: Task,
  places: readonly string[],
): { calibration: Calibration; about: string; calibrated: boolean } {
  for (const place of places) {
    const path = findCalibration(task.name, place);
    if (path !== null)
      return { calibration: loadCalibration(path, task), about: "calibrated synthetic", calibrated: true };
  }
  const about = "not calibrated: every unknown drawn from its prior";
  return { calibration: priorOnly(task), about, calibrated: false };
}

import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { UsageError } from "../../core/index.js";
import type { Session } from "../io.js";
import { countOption } from "../number-options.js";

interface CalibrateFlags {
  readonly task: string;
  readonly questions: number;
  readonly dryRun?: boolean;
}

/** `isocompute calibrate`: rebuilds a task's calibrated.json from the published numbers. */
export function calibrateCommand({ io }: Session): Command {
  return new Command("calibrate")
    .description("fit the simulator to a task's published curves and write data/simulator/TASK.calibrated.json")
    .requiredOption("-t, --task <name>", "a task of data/tasks that has data/simulator/TASK.anchors.json, or all")
    .option("-q, --questions <n>", "questions that stand for the population", countOption, 256)
    .option("--dry-run", "print what the fit gives, and write nothing")
    .addHelpText("after", help)
    .action(async (flags: CalibrateFlags) => {
      const { findTask, listTasks, loadTask } = await import("../../allocation/index.js");
      const { findAnchors, formatCalibration, readAnchors } = await import("../../environments/index.js");
      const { calibrate, identification } = await import("../../simulator/index.js");
      const names =
        flags.task === "all"
          ? listTasks(io.cwd)
              .map(({ name }) => name)
              .filter((name) => findAnchors(name, io.cwd) !== null)
          : [flags.task];
      for (const name of names) {
        const task = loadTask(findTask(name, io.cwd));
        const path = findAnchors(task.name, io.cwd);
        if (path === null)
          throw new UsageError(`calibrate requires data/simulator/${task.name}.anchors.json, found none`);
        const anchors = readAnchors(path, task);
        const calibration = calibrate(task, anchors.curves, { questions: flags.questions, starts: anchors.starts });
        for (const [set, { ending, residuals, parameters }] of Object.entries(calibration.fits)) {
          const { pinned, unidentified } = identification(parameters);
          io.stdout.write(
            `${task.name}, falls by ${set}: ${ending}; ${pinned.length} of ${parameters.length} unknowns pinned, ${unidentified.length} as open as before\n`,
          );
          for (const { curve, rmse } of residuals) io.stdout.write(`  ${curve}: RMSE ${rmse.toFixed(4)}\n`);
        }
        if (flags.dryRun) continue;
        const file = join(dirname(path), `${task.name}.calibrated.json`);
        writeFileSync(file, formatCalibration(calibration, anchors));
      }
    });
}

const help = `
Unknowns have priors; the fit is the most probable law given the published curves, and the normal approximation around it, once for
each set of mechanisms that could explain a fall. What no curve speaks of keeps its prior and is listed as unidentified.

Examples:
  isocompute calibrate --task math
  isocompute calibrate --task all`;

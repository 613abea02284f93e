import { Command, CommanderError } from "commander";
import { DataError, UsageError } from "../core/index.js";
import { budgetCommand } from "./commands/budget.js";
import { calibrateCommand } from "./commands/calibrate.js";
import { ciCommand } from "./commands/ci.js";
import { compareCommand } from "./commands/compare.js";
import { compareScoresCommand } from "./commands/compare-scores.js";
import { couplingCommand } from "./commands/coupling.js";
import { evaluateCommand } from "./commands/evaluate.js";
import { explainCommand } from "./commands/explain.js";
import { figureCommand } from "./commands/figure.js";
import { fitCommand } from "./commands/fit.js";
import { frontCommand } from "./commands/front.js";
import { kernelCommand } from "./commands/kernel.js";
import { labCommand } from "./commands/lab.js";
import { notebookCommand } from "./commands/notebook.js";
import { passkCommand } from "./commands/passk.js";
import { samplesCommand } from "./commands/samples.js";
import { searchCommand } from "./commands/search.js";
import { serveCommand } from "./commands/serve.js";
import { shapeCommand } from "./commands/shape.js";
import { simulateCommand } from "./commands/simulate.js";
import { taskCommand } from "./commands/task.js";
import { versionCommand, versions } from "./commands/version.js";
import type { Io, Session } from "./io.js";
import { isStop, stopCode } from "./stopped.js";

/** Every subcommand; one file each, in the order that help lists them. */
const commands: readonly ((session: Session) => Command)[] = [
  labCommand,
  budgetCommand,
  evaluateCommand,
  searchCommand,
  compareCommand,
  explainCommand,
  frontCommand,
  simulateCommand,
  calibrateCommand,
  serveCommand,
  samplesCommand,
  taskCommand,
  ciCommand,
  passkCommand,
  compareScoresCommand,
  fitCommand,
  shapeCommand,
  couplingCommand,
  notebookCommand,
  kernelCommand,
  figureCommand,
  versionCommand,
];

/**
 * The command line as a function: parses `argv` (without node and script), runs one subcommand, and never exits the process.
 *
 * @returns the exit code: 0 done, 1 the work failed (a check, a notebook, a file's content), 2 the call was wrong,
 * 130 or 143 a signal stopped it before it had anything to tell
 * @example
 * ```ts no-run
 * process.exitCode = await main(["budget", "--task", "2wiki"], io);
 * ```
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const session: Session = {
    io,
    exitWith(wanted) {
      code = wanted;
    },
  };
  const program = new Command("isocompute")
    .description("The lab for test-time compute scaling: budgets, intervals, curves, searchers, notebooks.")
    .version(versions(), "-V, --version", "print the versions of isocompute and Node")
    .helpCommand("help [command]", "show the help of a command");
  for (const command of commands) program.addCommand(command(session));
  overrideExit(program, io);
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    return report(error, io);
  }
  return code;
}

/** Commander settings are not inherited by commands added ready-made, so each gets its own. */
function overrideExit(command: Command, io: Io): void {
  command
    .exitOverride()
    .showHelpAfterError("(add --help for what this command takes)")
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    });
  for (const child of command.commands) overrideExit(child, io);
}

function report(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has already written its message
  if (error instanceof UsageError) {
    io.stderr.write(`error: ${error.message}\n`);
    return 2;
  }
  if (error instanceof DataError || error instanceof RangeError || isSystemError(error)) {
    io.stderr.write(`error: ${error.message}\n`);
    return 1;
  }
  if (isStop(error, io.signal)) {
    io.stderr.write("the run was stopped\n");
    return stopCode(io.signal.reason);
  }
  // Anything else is a defect of ours: the stack is what helps to mend it.
  io.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}

/** ENOENT, ENOTFOUND and their kin: their message names the path or the address, their stack helps nobody. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && ("path" in error || "hostname" in error || "address" in error);
}

import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../core/index.js";
import { seconds } from "../arguments.js";
import type { Session } from "../io.js";
import { kernelOption, ownKernelSpec } from "../kernel-option.js";
import { notebookCheckCommand } from "./notebook-check.js";

/** `isocompute notebook …`: what can be done with notebooks. */
export function notebookCommand(session: Session): Command {
  return new Command("notebook")
    .description("run notebooks in a Jupyter kernel, or see whether they still say what they say")
    .addCommand(runCommand(session))
    .addCommand(notebookCheckCommand(session));
}

interface RunFlags {
  readonly output?: string;
  readonly inplace?: boolean;
  readonly parameter: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly startTimeout: number;
  readonly kernel?: string;
  readonly cwd?: string;
  readonly allowErrors?: boolean;
  readonly timing?: boolean;
  readonly quiet?: boolean;
}

function runCommand({ io, exitWith }: Session): Command {
  return new Command("run")
    .description("run every cell of a notebook and write it with its outputs")
    .argument("<notebook>", "the .ipynb file; it is only read, unless --inplace is given")
    .option("-o, --output <file>", "where the executed notebook goes (default: NOTEBOOK.executed.ipynb beside it)")
    .option("--inplace", "replace the notebook itself, once every cell has run well")
    .option("-p, --parameter <name=value>", "a parameter's value; may be given several times", collect, {})
    .option("--timeout <seconds>", "how long each cell may run; 0 is no limit", seconds, 0)
    .option("--start-timeout <seconds>", "how long the kernel may take to answer", seconds, 60)
    .option(
      "--kernel <name>",
      "the kernel to use: isocompute, tslab, or one that Jupyter knows (default: the one the notebook names, else tslab)",
    )
    .option("--cwd <folder>", "the kernel's working folder (default: the notebook's)")
    .option("--allow-errors", "go on after cells that raise")
    .option("--timing", "write into each cell when it ran")
    .option("-q, --quiet", "no progress, no warnings: errors only")
    .addHelpText("after", help)
    .action(async (file: string, flags: RunFlags) => {
      if (flags.inplace && flags.output !== undefined)
        throw new UsageError("notebook run takes --output or --inplace, not both");
      // Loaded here, since other commands have no need of ZeroMQ.
      const { describeFailure, executedName, executeFile, runProgress } = await import("../../notebook/index.js");
      const output = flags.inplace ? file : (flags.output ?? executedName(file));
      const result = await executeFile(resolve(io.cwd, file), resolve(io.cwd, output), {
        name: file,
        parameterTexts: flags.parameter,
        timeout: flags.timeout,
        startTimeout: flags.startTimeout,
        signal: io.signal,
        env: io.env,
        ...(flags.kernel === undefined ? {} : { kernel: kernelOption(flags.kernel) }),
        unregistered: [ownKernelSpec()],
        ...(flags.cwd === undefined ? {} : { cwd: resolve(io.cwd, flags.cwd) }),
        allowErrors: flags.allowErrors ?? false,
        timing: flags.timing ?? false,
        ...(flags.quiet ? {} : { onProgress: runProgress(io.stderr) }),
      });
      if (result.failure === undefined) {
        if (!flags.quiet) io.stdout.write(`${output}\n`);
        return;
      }
      io.stderr.write(`error: ${describeFailure(result.failure, file)}\nas far as it ran: ${result.output}\n`);
      exitWith(result.failure.kind === "interrupted" ? 130 : 1);
    });
}

const help = `
Cells may be tagged: parameters (declares them: const n = 3), raises-exception (may raise), skip-execution.
A run that fails keeps the notebook so far, with a banner that links to the failing cell, and ends with 1.

Examples:
  isocompute notebook run notebooks/01-budget-units.ipynb
  isocompute notebook run a.ipynb -o out.ipynb -p seed=2 -p models='["a","b"]' --timeout 60`;

function collect(text: string, earlier: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("A parameter is required as name=value.");
  const name = text.slice(0, at);
  if (name in earlier) throw new InvalidArgumentError(`Parameter ${name} was given before.`);
  return { ...earlier, [name]: text.slice(at + 1) };
}

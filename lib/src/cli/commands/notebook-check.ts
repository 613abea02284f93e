import { relative } from "node:path";
import { Command } from "commander";
import type { OutputDifference } from "../../notebook/index.js";
import { count } from "../arguments.js";
import type { Session } from "../io.js";
import { chosenNotebooks, type LabRunFlags, labRunOptions, withLabRunOptions } from "../lab-run.js";

interface CheckFlags extends LabRunFlags {
  readonly lines: number;
}

/** `isocompute notebook check`: do the notebooks still say what they say? */
export function notebookCheckCommand({ io, exitWith }: Session): Command {
  return withLabRunOptions(new Command("check"))
    .description("run notebooks and show where their outputs would change; the files stay as they are")
    .argument(
      "[notebooks...]",
      ".ipynb files with outputs, or names of the lab's (default: all in notebooks/ of the lab)",
    )
    .option("--lines <n>", "lines of each difference that are shown", count, 20)
    .addHelpText("after", help)
    .action(async (given: readonly string[], flags: CheckFlags) => {
      const files = chosenNotebooks(given, flags, io);
      // Loaded here, since other commands have no need of ZeroMQ.
      const { checkNotebooks, runProgress } = await import("../../notebook/index.js");
      const checks = await checkNotebooks(files, labRunOptions(flags, io, runProgress));
      for (const check of checks) {
        const name = relative(io.cwd, check.file);
        if (check.kind === "failed") {
          io.stderr.write(`error: ${check.why}\n`);
          exitWith(io.signal.aborted ? 130 : 1);
        } else if (check.differences.length > 0) {
          io.stdout.write(`${name}: ${differenceCount(check.differences.length)}\n`);
          for (const difference of check.differences) io.stdout.write(await told(difference, flags.lines));
          exitWith(1);
        } else io.stdout.write(`${name}: unchanged\n`);
      }
    });
}

function differenceCount(n: number): string {
  return n === 1 ? "1 difference" : `${n} differences`;
}

async function told({ cell, what, before, after }: OutputDifference, most: number): Promise<string> {
  const { structuredPatch } = await import("diff");
  const { hunks } = structuredPatch("", "", before ?? "", after ?? "", "", "", { context: 1 });
  const lines = hunks.flatMap((hunk) => ["@@", ...hunk.lines.filter((line) => !line.startsWith("\\"))]);
  const shown = lines.slice(0, most).map((line) => `    ${line.length > 160 ? `${line.slice(0, 159)}…` : line}\n`);
  const rest = lines.length > most ? `    … ${lines.length - most} more lines\n` : "";
  const state = before === null ? " (new)" : after === null ? " (gone)" : "";
  return `  cell ${cell}, ${what}${state}\n${shown.join("")}${rest}`;
}

const help = `
Lines with - are in the file, those with + came out now. Ends with 0 if nothing differs, else with 1.`;

import { join, relative, resolve } from "node:path";
import { Command } from "commander";
import type { LabNotebook, LabResult } from "../../notebook/index.js";
import { alignedText, countVerdicts } from "../../report/index.js";
import { ingredientsOf } from "../ingredients.js";
import type { Session } from "../io.js";
import { chosenNotebooks, type LabRunFlags, labRunOptions, withLabRunOptions } from "../lab-run.js";

interface LabFlags extends LabRunFlags {
  readonly fresh?: boolean;
}

/** `isocompute lab`: the main job. */
export function labCommand({ io, exitWith }: Session): Command {
  return withLabRunOptions(new Command("lab"))
    .description("run the lab's notebooks and write figures, tables and the ledger")
    .argument(
      "[notebooks...]",
      "only these: files, or names such as 12-search; the ledger is then left alone (default: all in notebooks/)",
    )
    .option("--fresh", "run every notebook, also those that nothing has changed for")
    .addHelpText("after", help)
    .action(async (given: readonly string[], flags: LabFlags) => {
      const root = resolve(io.cwd, flags.root);
      const notebooks = chosenNotebooks(given, flags, io);
      // Loaded here, since other commands have no need of ZeroMQ.
      const { runLab, runProgress } = await import("../../notebook/index.js");
      const began = performance.now();
      const { reportAboutOf } = await import("../report-about.js");
      const about = reportAboutOf(root);
      const result = await runLab({
        ...labRunOptions(flags, io, runProgress),
        notebooks,
        figures: join(root, "figures"),
        whole: given.length === 0,
        ingredients: ingredientsOf(root),
        ...(about === undefined ? {} : { about }),
        ...(flags.fresh ? {} : { memory: { file: join(root, ".lab", "memory.json"), inputs: inputsOf(root) } }),
      });
      io.stdout.write(summary(result, root, io.cwd, (performance.now() - began) / 1000));
      const failures = result.notebooks.filter((notebook) => notebook.kind === "failed");
      for (const { why } of failures) io.stderr.write(`error: ${why}\n`);
      for (const name of result.leftovers)
        io.stderr.write(
          `error: figures/${name} comes from no notebook: remove it, or add the notebook that makes it\n`,
        );
      if (failures.length > 0 || result.leftovers.length > 0) exitWith(io.signal.aborted ? 130 : 1);
    });
}

const help = `
A notebook is replaced by its executed self once all its cells have run well; one that fails is left as it was, with
what it got to beside it (NOTEBOOK.executed.ipynb). A check that does not hold fails its notebook.
A notebook is not run again while its cells, data/, the library, the lockfile, Node and the kernel are as they were;
the folder .lab/ remembers, and --fresh forgets.
Ends with 0 if everything holds, else with 1.`;

/** What notebooks hang on: the lab's data and settings, and this library. */
function inputsOf(root: string): string[] {
  return [join(root, "data"), join(root, "package-lock.json"), resolve(__dirname, "../..")];
}

function summary(result: LabResult, root: string, cwd: string, took: number): string {
  const files = (count: number) => `${count} ${count === 1 ? "file" : "files"}`;
  const lines = [
    "",
    alignedText({
      columns: [
        { key: "notebook", title: "Notebook" },
        { key: "state", title: "" },
        { key: "seconds", title: "Seconds", digits: 1 },
        { key: "figures", title: "Figures" },
        { key: "tables", title: "Tables" },
        { key: "claims", title: "Claims" },
        { key: "checks", title: "Checks" },
      ],
      rows: result.notebooks.map(rowOf),
    }),
  ];
  if (result.ledger.length > 0) {
    const counts = Object.entries(countVerdicts(result.ledger)).map(([verdict, n]) => `${n} ${verdict}`);
    lines.push(`Ledger: ${result.ledger.length} claims: ${counts.join(", ")} (figures/ledger.md)\n`);
  } else lines.push("Ledger: not written, since not every notebook ran\n");
  const { changed } = result;
  lines.push(`Changed: ${changed.length === 0 ? "nothing in figures/" : `${files(changed.length)} in figures/`}\n`);
  for (const path of changed) lines.push(`  ${relative(cwd, path)}\n`);
  lines.push(`Took ${took.toFixed(1)} s in ${relative(cwd, root) || "."}\n`);
  return lines.join("");
}

function rowOf(notebook: LabNotebook) {
  if (notebook.kind === "failed")
    return {
      notebook: notebook.name,
      state: "FAILED",
      seconds: null,
      figures: null,
      tables: null,
      claims: null,
      checks: null,
    };
  const { figures, tables, claims, checks } = notebook.record;
  return {
    notebook: notebook.name,
    state: notebook.seconds === null ? "unchanged" : "ok",
    seconds: notebook.seconds,
    figures: figures.length,
    tables: tables.length,
    claims: claims.length,
    checks: checks.length,
  };
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bookText } from "../tests/notebook/books.js";
import { jupyterEnvironment, pythonWith } from "../tests/peers/jupyter.js";
import type { Race } from "./race.js";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "bench-notebook-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const python = pythonWith("nbclient");
const env = jupyterEnvironment(folder);

const nbclient = `
import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], 4)
NotebookClient(book, timeout=120, kernel_name="tslab", resources={"metadata": {"path": sys.argv[3]}}).execute()
nbformat.write(book, sys.argv[2])
`;

function run(program: string, argv: readonly string[], output: string): void {
  const { status, stderr } = spawnSync(program, argv, { cwd: root, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ended with ${status}:\n${stderr}`);
  if (!readFileSync(output, "utf8").includes("last cell")) throw new Error(`${program} did not run the last cell`);
}

/** Whole processes, from the shell's view: start, run every cell of the notebook on stock tslab, write it, end. */
function race(name: string, cells: readonly string[]): Race {
  const input = join(folder, `${cells.length}.ipynb`);
  const [ours, theirs] = ["ours", "theirs"].map((who) => join(folder, `${cells.length}.${who}.ipynb`)) as [
    string,
    string,
  ];
  writeFileSync(input, bookText(cells));
  const cli = ["lib/bin/isocompute.js", "notebook", "run", input, "-o", ours, "--cwd", root, "--quiet"];
  return {
    name,
    peerName: "nbclient, same kernel",
    ours: () => run(process.execPath, cli, ours),
    peer: () => run(python ?? "", ["-c", nbclient, input, theirs, root], theirs),
    ...(python === undefined ? { absent: "no Python with nbclient" } : {}),
  };
}

const twenty = Array.from(
  { length: 19 },
  (_, i) =>
    `const row${i} = Array.from({ length: 50 }, (_, k) => k * ${i});\nconsole.log(row${i}.length, row${i}.at(-1));`,
);

export const races: readonly Race[] = [
  race("notebook run, 1 cell", ['console.log("last cell");']),
  race("notebook run, 20 cells", [...twenty, 'console.log("last cell");']),
];

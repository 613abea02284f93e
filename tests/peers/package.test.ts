import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseNotebook } from "isocompute/notebook";
import { beforeAll, describe, expect, it } from "vitest";
import { bookText } from "../notebook/books.js";
import { temporaryFolder } from "../temporary-folder.js";
import { peerWith } from "./jupyter.js";

const python = peerWith("nbclient", "nbconvert");
const lib = resolve(import.meta.dirname, "../../lib");

/** A program of a user who has no clone, and none of whose folders lies in ours. */
describe.runIf(python)("the packed package, in a folder of someone else's", () => {
  const folder = temporaryFolder("foreign");
  const work = join(folder, "work");
  const cli = join(work, "node_modules/.bin/isocompute");
  const env = { ...process.env, JUPYTER_PATH: join(folder, "venv/share/jupyter"), HOME: folder };
  const run = (program: string, args: readonly string[], cwd: string): string =>
    execFileSync(program, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

  beforeAll(() => {
    mkdirSync(work);
    execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder, lib]);
    writeFileSync(join(work, "package.json"), '{ "private": true }');
    const packed = join(folder, "isocompute-0.1.0.tgz");
    const quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
    execFileSync("npm", ["install", ...quiet, packed], { cwd: work });
    run(cli, ["kernel", "install", "--prefix", join(folder, "venv")], work);
  }, 170_000);

  it("has a kernel that nbclient runs notebooks on, with types, imports of the package and live variables", () => {
    const cells = [
      'import { budgetUnits } from "isocompute";\nlet c = 1; const read = () => c;\ntypeof budgetUnits',
      "c = 42; read()",
      { source: "const wrong: string = c", tags: ["raises-exception"] },
      { source: "for (;;) {}", timeout: 2, tags: ["raises-exception"] },
      "read() + 1",
    ];
    const spec = { kernelspec: { name: "isocompute", display_name: "TypeScript", language: "typescript" } };
    writeFileSync(join(work, "a.ipynb"), bookText(cells, spec));
    const options = ["--ExecutePreprocessor.interrupt_on_timeout=True", "--ExecutePreprocessor.timeout=20"];
    run(
      python ?? "",
      ["-m", "nbconvert", "--to", "notebook", "--execute", ...options, "--output", "b.ipynb", "a.ipynb"],
      work,
    );
    const done = parseNotebook(readFileSync(join(work, "b.ipynb"), "utf8"), "b.ipynb").cells;
    const seen = done.map((cell) => {
      const output = "outputs" in cell ? cell.outputs.at(-1) : undefined;
      if (output?.output_type === "error") return output.ename;
      return output?.output_type === "execute_result" ? output.data["text/plain"] : undefined;
    });
    expect(seen).toEqual(["'function'", "42", "TypeScriptError", "KeyboardInterrupt", "43"]);
  });

  it("runs the notebook by its own runner, on the kernel that the notebook names", () => {
    writeFileSync(
      join(work, "c.ipynb"),
      bookText(["const x = 6;", "x * 7"], { kernelspec: { name: "isocompute", language: "typescript" } }),
    );
    run(cli, ["notebook", "run", "c.ipynb", "--quiet"], work);
    expect(readFileSync(join(work, "c.executed.ipynb"), "utf8")).toContain('"execute_result"');
  });
});

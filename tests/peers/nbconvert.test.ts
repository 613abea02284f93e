import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { executeFile, type Notebook, type Output, parseNotebook } from "isocompute/notebook";
import { beforeAll, describe, expect, it } from "vitest";
import { bookText } from "../notebook/books.js";
import { temporaryFolder } from "../temporary-folder.js";
import { jupyterEnvironment, peerWith } from "./jupyter.js";

const python = peerWith("nbconvert", "nbclient");

/** Neighbouring texts of one stream are one output: nbclient keeps the pieces in which they came. */
function merged(outputs: readonly Output[]): Output[] {
  const list: Output[] = [];
  for (const output of outputs) {
    const last = list.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name)
      list[list.length - 1] = { ...last, text: last.text + output.text };
    else list.push(output);
  }
  return list;
}

/** Without execution counts: nbconvert leaves them out for a kernel that sends no execute_input. */
function outputsByCell(book: Notebook): Output[][] {
  return book.cells.map((cell) => (cell.cell_type === "code" ? merged(cell.outputs) : []));
}

const texts = [
  "const a = [1, 2, 3];\na.map((x) => x * x)",
  'console.log("é ∑ 🙂\\nsecond");\nconsole.error("to stderr");\nconsole.log("again");',
  "",
  'process.stdout.write("no newline"); process.stdout.write(" at the end");',
  "await new Promise((wake) => setTimeout(wake, 30));\nconsole.log('awaited');",
  "for (let i = 0; i < 40; i++) console.log(i, 'of 40');",
  { source: 'throw new Error("never run");', tags: ["skip-execution"] },
  "console.table([{ x: 1, y: 'a' }, { x: 2, y: 'b' }]);",
  { source: "const samples = 3;", tags: ["parameters"] },
  "samples ** 2",
  { source: "console.log('need not raise');", tags: ["raises-exception"] },
];

const displays = [
  'import { display, newDisplay } from "tslab";\nimport * as jupyter from "tslab/dist/jupyter";\nconst bar = newDisplay();\nbar.html("<p>0</p>");',
  'display.html("<b>bold</b>\\n<i>more</i>"); display.markdown("# Title"); display.latex("$x^2$"); display.text("plain\\ntext");',
  'display.png(new Uint8Array([137, 80, 78, 71])); display.svg("<svg>\\n</svg>"); display.javascript("1\\n2");',
  'bar.html("<p>50</p>");\nconsole.log("between"); bar.html("<p>100</p>\\n");',
  'const figure = { data: [{ y: [1, 2.5] }], layout: { title: { text: "multi\\nline" } } };\ndisplay.raw("application/vnd.plotly.v1+json", figure as unknown as string);',
  'jupyter.lastWriteDisplayData({ data: { "text/plain": "a\\nb", "text/html": "<a>\\n</a>", "application/json": [1, "x\\ny"] }, metadata: { "text/html": { isolated: true } }, transient: { display_id: "own" } } as any, false);',
  'jupyter.lastWriteDisplayData({ data: { "text/plain": "changed" }, metadata: {}, transient: { display_id: "own" } } as any, true);',
];

const raising = [
  "1 + 1",
  { source: 'console.log("before");\nthrow new TypeError("on purpose");', tags: ["raises-exception"] },
];

describe.runIf(python)("a run by us and by jupyter nbconvert --execute, on stock tslab", () => {
  let folder = "";
  let env: NodeJS.ProcessEnv = {};
  beforeAll(() => {
    folder = temporaryFolder("nbconvert");
    env = jupyterEnvironment(folder);
    // Both kernels work in the notebook's folder, where cells must find tslab's inner modules.
    symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
  });

  async function both(name: string, cells: Parameters<typeof bookText>[0]) {
    const input = join(folder, `${name}.ipynb`);
    writeFileSync(input, bookText(cells));
    const to = ["--to", "notebook", "--execute", "--output-dir", folder, "--output", `${name}.theirs.ipynb`];
    execFileSync(python ?? "", ["-m", "nbconvert", ...to, input], { env, stdio: "pipe" });
    const theirs = parseNotebook(readFileSync(join(folder, `${name}.theirs.ipynb`), "utf8"), "theirs");
    const { output, failure } = await executeFile(input, join(folder, `${name}.ours.ipynb`));
    expect(failure).toBeUndefined();
    return {
      ours: outputsByCell(parseNotebook(readFileSync(output, "utf8"), "ours")),
      theirs: outputsByCell(theirs),
    };
  }

  it("has the same texts, cell by cell", async () => {
    const { ours, theirs } = await both("texts", texts);
    expect(theirs).toHaveLength(texts.length);
    expect(ours).toEqual(theirs);
  });

  it("has the same displays, updates and mime bundles, cell by cell", async () => {
    const { ours, theirs } = await both("displays", displays);
    expect(theirs.filter((outputs) => outputs.length > 0).length).toBeGreaterThan(4);
    expect(ours).toEqual(theirs);
  });

  it("has the same texts for an expected error, and an error output, which stock tslab does not send", async () => {
    const { ours, theirs } = await both("raising", raising);
    const [first = [], second = []] = ours;
    expect(second.at(-1)).toMatchObject({ output_type: "error", ename: "TypeError", evalue: "on purpose" });
    expect([first, second.slice(0, -1)]).toEqual(theirs);
  });
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Cell, formatNotebook, parseNotebook } from "isocompute/notebook";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../cli/run-cli.js";

const repository = resolve(import.meta.dirname, "../..");
// Inside the repository, since cells import the package by name.
mkdirSync(join(repository, ".lab"), { recursive: true });
const root = mkdtempSync(join(repository, ".lab", "e2e-"));
const notebookPath = (name: string) => join(root, "notebooks", `${name}.ipynb`);

function write(name: string, ...sources: string[]): void {
  const cells = sources.map(
    (source, i): Cell => ({ cell_type: "code", id: `c${i}`, metadata: {}, source, execution_count: null, outputs: [] }),
  );
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  writeFileSync(
    notebookPath(name),
    formatNotebook({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }),
  );
}

const good = [
  'import { check, recordClaim, show } from "isocompute/notebook";',
  'const about = { caption: "Two points.", provenance: ["published"] as const, source: "nowhere" };',
  `await show({ ...about, id: "01-good-line", data: [{ type: "scatter", x: [1, 2], y: [3, 4] }], layout: { width: 400, height: 300 } });
await show({ ...about, id: "01-good-rows", columns: [{ key: "a", title: "A" }], rows: [{ a: 1 }] });
recordClaim({ id: "one", claim: "one is one", place: "here", published: "1", ours: "1", provenance: ["published"], verdict: "holds", why: "equal" });
check("one is one", 1 < 2, { ours: 1 });`,
];

beforeAll(() => {
  mkdirSync(join(root, "notebooks"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("isocompute lab", () => {
  it("writes every exhibit and the ledger, and the same bytes when run again", async () => {
    write("01-good", ...good);
    const first = await runCli(["lab"], { cwd: root, env: process.env as Record<string, string> });
    expect(first.err).not.toContain("error");
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/01-good\s+ok\s+[\d.]+\s+1\s+1\s+1\s+1\n/);
    expect(first.out).toContain("Ledger: 1 claims: 1 holds");
    const files = readdirSync(join(root, "figures")).sort();
    expect(files).toEqual([
      "01-good-line.json",
      "01-good-line.png",
      "01-good-line.svg",
      "01-good-rows.csv",
      "01-good-rows.md",
      "01-good-rows.tex",
      "ledger.json",
      "ledger.md",
      "report.html",
    ]);
    const bytes = files.map((file) => readFileSync(join(root, "figures", file)));
    const executed = readFileSync(notebookPath("01-good"), "utf8");
    expect(executed).not.toContain(repository);

    const second = await runCli(["lab", "--fresh"], { cwd: root, env: process.env as Record<string, string> });
    expect(second.out).toContain("Changed: nothing in figures/");
    expect(files.map((file) => readFileSync(join(root, "figures", file)))).toEqual(bytes);
    expect(readFileSync(notebookPath("01-good"), "utf8")).toBe(executed);
  });

  it("runs and draws again only what something has changed for", async () => {
    const lab = async () => (await runCli(["lab"], { cwd: root, env: process.env as Record<string, string> })).out;
    mkdirSync(join(root, "data"));
    writeFileSync(join(root, "data", "table.csv"), "a\n1\n");
    write("01-good", ...good);
    expect(await lab()).toMatch(/01-good\s+ok\s/);
    const drawing = join(root, "figures", "01-good-line.svg");
    const drawn = readFileSync(drawing, "utf8");
    const page = readFileSync(join(root, "figures", "report.html"), "utf8");

    writeFileSync(drawing, "<svg/>");
    const redrawn = await lab();
    expect(redrawn).toMatch(/01-good\s+unchanged\s+1\s+1\s+1\s+1\n/);
    expect(redrawn).toContain("Changed: 1 file in figures/");
    expect(readFileSync(drawing, "utf8")).toBe(drawn);
    expect(readFileSync(join(root, "figures", "report.html"), "utf8")).toBe(page);

    writeFileSync(notebookPath("01-good"), readFileSync(notebookPath("01-good"), "utf8").replace("✓ one", "✓ two"));
    expect(await lab()).toMatch(/01-good\s+ok\s/);
    expect(readFileSync(notebookPath("01-good"), "utf8")).toContain("✓ one");
    writeFileSync(join(root, "data", "table.csv"), "a\n2\n");
    expect(await lab()).toMatch(/01-good\s+ok\s/);
    expect(await lab()).toMatch(/01-good\s+unchanged\s/);
  });

  it("fails a notebook whose answer says a number that no cell shows", async () => {
    write("01-good", ...good);
    const book = parseNotebook(readFileSync(notebookPath("01-good"), "utf8"), "01-good.ipynb");
    const answer: Cell = { cell_type: "markdown", id: "answer", metadata: {}, source: "**Answer.** It is 0.123." };
    writeFileSync(notebookPath("01-good"), formatNotebook({ ...book, cells: [answer, ...book.cells] }));
    const { code, err } = await runCli(["lab"], { cwd: root, env: process.env as Record<string, string> });
    expect(code).toBe(1);
    expect(err).toContain(
      "error: 01-good.ipynb: an answer's numbers are required to come from a cell's output, found none for 0.123 (cell 1)",
    );
    write("01-good", ...good);
  });

  it("shows where a notebook would say something else, and leaves it as it is", async () => {
    write("01-good", ...good);
    const env = process.env as Record<string, string>;
    await runCli(["lab"], { cwd: root, env });
    const path = notebookPath("01-good");
    expect((await runCli(["notebook", "check"], { cwd: root, env })).out).toBe("notebooks/01-good.ipynb: unchanged\n");
    const altered = readFileSync(path, "utf8").replace('"✓ one is one (ours = 1)"', '"✓ one is one (ours = 2)"');
    writeFileSync(path, altered);
    const { code, out } = await runCli(["notebook", "check"], { cwd: root, env });
    expect(code).toBe(1);
    expect(out).toContain("01-good.ipynb: 1 difference\n  cell 3, text/");
    expect(out).toContain("    -✓ one is one (ours = 2)\n    +✓ one is one (ours = 1)\n");
    expect(readFileSync(path, "utf8")).toBe(altered);
  });

  it("ends with 1 and names notebook, cell and line when a check does not hold; the other notebook's work stays", async () => {
    write("01-good", ...good);
    write(
      "02-bad",
      'import { check } from "isocompute/notebook";',
      'const ours = 0.5;\ncheck("ours is theirs", ours > 0.7, { ours: ours });',
    );
    const before = readFileSync(notebookPath("02-bad"), "utf8");
    const { code, out, err } = await runCli(["lab"], { cwd: root, env: process.env as Record<string, string> });
    expect(code).toBe(1);
    expect(out).toMatch(/01-good\s+ok/);
    expect(out).toMatch(/02-bad\s+FAILED/);
    expect(out).toContain("Ledger: not written");
    // Stock tslab's stack begins in the library, so the line is not always known.
    expect(err).toMatch(
      /error: 02-bad\.ipynb: cell 2(?:, line 2)?: CheckFailed: "ours is theirs" does not hold \(ours = 0\.5\)/,
    );
    expect(readFileSync(notebookPath("02-bad"), "utf8")).toBe(before);
    const partly = parseNotebook(readFileSync(notebookPath("02-bad.executed"), "utf8"), "02-bad.executed.ipynb");
    expect(partly.cells.length).toBeGreaterThan(2); // with a banner
    rmSync(notebookPath("02-bad"));
    rmSync(notebookPath("02-bad.executed"));
  });

  it("refuses figures that no notebook made", async () => {
    write("01-good", ...good);
    writeFileSync(join(root, "figures", "00-old.png"), "");
    const { code, err } = await runCli(["lab"], { cwd: root, env: process.env as Record<string, string> });
    expect(code).toBe(1);
    expect(err).toContain("figures/00-old.png comes from no notebook");
  });

  it("says where it looked for notebooks", async () => {
    const { code, err } = await runCli(["lab", "--root", "nowhere"], { cwd: root });
    expect(code).toBe(2);
    expect(err).toContain(`the lab requires a folder notebooks/, found none at ${join(root, "nowhere", "notebooks")}`);
  });
});

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kernelSpec } from "isocompute/kernel";
import {
  describeFailure,
  execute,
  executeFile,
  findKernelSpec,
  formatNotebook,
  type KernelSpec,
  parseNotebook,
  type RunEvent,
  runPool,
} from "isocompute/notebook";
import { beforeAll, describe, expect, it } from "vitest";
import { slowBinding } from "../kernel/client.js";
import { bookText } from "../notebook/books.js";
import { temporaryFolder } from "../temporary-folder.js";

let folder = "";
beforeAll(() => {
  folder = temporaryFolder("notebook-e2e");
});

/** Cells run in the repository, where stock tslab finds its packages. */
const cwd = process.cwd();
const outputsIn = (text: string) =>
  parseNotebook(text, "test").cells.map((cell) => ("outputs" in cell ? cell.outputs : []));

describe("execute(notebook) on stock tslab", () => {
  const cells = [
    'import { display, newDisplay } from "tslab";\nconst place = newDisplay();\nplace.html("<i>0 %</i>");',
    { source: 'const samples = 3;\nlet task: string = "2wiki";', tags: ["parameters"] },
    "const table = [samples, task];\ntable",
    'console.log("out"); console.error("err"); display.png(new Uint8Array([104, 105]));\nplace.html("<i>100 %</i>\\n");',
    "",
  ];
  const run = (options: object) => execute(parseNotebook(bookText(cells), "a.ipynb"), { cwd, ...options });

  it("says how many cells will run, the one with the parameters among them, and requires a folder to run in", async () => {
    const events: RunEvent[] = [];
    await run({ parameters: { samples: 4 }, onProgress: (event: RunEvent) => events.push(event) });
    const counts = events.flatMap((event) => ("cells" in event ? [event.cells] : []));
    expect(new Set(counts)).toEqual(new Set([6]));
    const nowhere = join(folder, "nowhere");
    await expect(run({ cwd: nowhere })).rejects.toThrow(`a folder to run in is required, found none at ${nowhere}`);
  });

  it("puts each output where it belongs, gives parameters their values, and the same bytes over ipc and tcp", async () => {
    const input = parseNotebook(bookText(cells), "a.ipynb");
    const before = structuredClone(input);
    const events: RunEvent[] = [];
    const first = await execute(input, { cwd, parameters: { samples: 50 }, onProgress: (event) => events.push(event) });
    expect(first.failure).toBeUndefined();
    expect(first.warnings).toEqual([]);
    expect(input).toEqual(before);
    const text = formatNotebook(first.notebook);
    expect(outputsIn(text)).toEqual([
      [{ output_type: "display_data", data: { "text/html": "<i>100 %</i>\n" }, metadata: {} }],
      [],
      [],
      [{ output_type: "stream", name: "stdout", text: "[ 50, '2wiki' ]\n" }],
      [
        { output_type: "stream", name: "stdout", text: "out\n" },
        { output_type: "stream", name: "stderr", text: "err\n" },
        { output_type: "display_data", data: { "image/png": "aGk=" }, metadata: {} },
      ],
      [],
    ]);
    expect(first.notebook.cells.map((cell) => ("execution_count" in cell ? cell.execution_count : 0))).toEqual([
      1,
      2,
      3,
      4,
      5,
      null,
    ]);
    expect(first.notebook.cells[2]).toMatchObject({
      id: "injected-parameters",
      source: "// Parameters\nconst samples = 50;",
    });
    expect(events.filter((event) => event.kind === "cell-ended").map((event) => event.status)).toEqual(
      Array(5).fill("ok"),
    );

    const second = await run({ parameterTexts: { samples: "50" }, transport: "tcp" });
    expect(formatNotebook(second.notebook)).toBe(text);
    expect(text).not.toMatch(/\d{4}-\d\d-\d\d|msg_id|iso-|display_id/);
  });

  it("refuses parameters that do not fit, and leaves no kernel", async () => {
    await expect(run({ parameters: { sample: 1 } })).rejects.toThrow('notebook, cell 2 declares no parameter "sample"');
  });

  it("runs the cells behind an expected error, leaves skipped ones alone, and lets a cell be good that might have raised", async () => {
    const book = parseNotebook(
      bookText([
        { source: 'throw new RangeError("expected");', tags: ["raises-exception"] },
        "console.log(1);",
        { source: "console.log(2);", tags: ["raises-exception"] },
        { source: 'throw new Error("never");', tags: ["skip-execution"] },
        "console.log(3);",
      ]),
      "a.ipynb",
    );
    const { notebook, failure, cells: reports } = await execute(book, { cwd });
    expect(failure).toBeUndefined();
    expect(reports.map((report) => report.status)).toEqual(["raised", "ok", "ok", "skipped", "ok"]);
    const outputs = outputsIn(formatNotebook(notebook));
    expect(outputs[0]?.at(-1)).toMatchObject({ output_type: "error", ename: "RangeError", evalue: "expected" });
    expect(outputs.slice(1)).toMatchObject([[{ text: "1\n" }], [{ text: "2\n" }], [], [{ text: "3\n" }]]);
  });

  it("warns loudly of output that stock tslab lost", async () => {
    const flood = 'for (let i = 0; i < 2000; i++) console.log("line", i);';
    const book = parseNotebook(
      bookText([flood, `${flood} await new Promise((wake) => setTimeout(wake, 50));`, "1"]),
      "a.ipynb",
    );
    const { warnings, cells: reports, failure } = await execute(book, { cwd });
    expect(failure).toBeUndefined();
    expect(reports).toHaveLength(3);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^notebook: cell 1: output incomplete/);
    expect(warnings[1]).toMatch(/^notebook: cell 2: output may be incomplete: \d+ outputs arrived/);
  });
});

describe("stock tslab that is slow to bind its sockets", () => {
  it("is asked nothing before it can answer", async () => {
    const stock = findKernelSpec("tslab");
    const [node = "", ...words] = stock.argv;
    const { nodeOptions, env, startTimeout } = slowBinding(100);
    const kernel = { ...stock, argv: [node, ...nodeOptions, ...words], env };
    const { notebook, failure } = await execute(parseNotebook(bookText(["1 + 1"]), "a.ipynb"), {
      cwd,
      kernel,
      startTimeout,
    });
    expect(failure).toBeUndefined();
    expect(outputsIn(formatNotebook(notebook))).toMatchObject([[{ text: "2\n" }]]);
  });
});

describe("runPool(jobs) of failing notebooks", () => {
  const after = 'console.log("must not run");';
  const wait = "await new Promise((wake) => setTimeout(wake, 2000));";
  const failing: Readonly<Record<string, { cells: Parameters<typeof bookText>[0]; says: string }>> = {
    throws: {
      cells: [
        "1",
        "type N = number;\n\nfunction f(n: N): N {\n  // why\n\n  throw new TypeError('no ' + n);\n}\nf(2);",
        after,
      ],
      says: ": cell 2, line 6: TypeError: no 2\n    6 |   throw new TypeError('no ' + n);",
    },
    types: {
      cells: ["let a = 1;\n\na = 'x';", after],
      says: ": cell 1, line 3: TypeScriptError: Type 'string' is not assignable to type 'number'.\n    3 | a = 'x';",
    },
    syntax: { cells: ["const a = 1;\nlet = ;", after], says: ": cell 1, line 2: TypeScriptError: " },
    rejects: {
      cells: ["1", 'const a = 1;\nvoid Promise.reject(new Error("late"));', after],
      says: ": cell 2, line 2: unhandled rejection: Error: late\n    2 | void Promise.reject",
    },
    uncaught: {
      cells: ['void setTimeout(() => { throw new Error("tick"); }, 500);', wait, after],
      says: ": cell 2: uncaught exception, of this cell or an earlier one: Error: tick",
    },
    exits: {
      cells: ["1", "\nprocess.exit(3);", after],
      says: ": cell 2, line 2: the kernel died (exit code 3)\n    2 | process.exit(3);",
    },
    killed: {
      cells: ['process.kill(process.pid, "SIGKILL");', after],
      says: ": cell 1, line 1: the kernel died (signal SIGKILL)",
    },
    hangs: {
      cells: [{ source: "await new Promise(() => {});", timeout: 0.3 }, after],
      says: ": cell 1, line 1: no end within 0.3 s\n",
    },
    spins: {
      cells: [{ source: "await null;\nfor (;;) {}", timeout: 0.3 }, after],
      says: "no end within 0.3 s; it did not heed the interrupt and was killed",
    },
  };

  it("ends each in a message with cell, line and cause, keeps each as far as it ran under a banner, and runs the next well", async () => {
    const names = Object.keys(failing);
    for (const name of names) writeFileSync(join(folder, `${name}.ipynb`), bookText(failing[name]?.cells ?? []));
    writeFileSync(join(folder, "cut.ipynb"), "{");
    const jobs = ["cut", ...names].map((name) => ({
      input: join(folder, `${name}.ipynb`),
      output: join(folder, `${name}.out.ipynb`),
    }));
    const results = await runPool(jobs, { kernels: 2, cwd });

    expect(results.map((result) => result.job)).toEqual(jobs);
    expect(results[0]).toMatchObject({ kind: "refused", error: { name: "DataError" } });
    for (const [i, name] of names.entries()) {
      const result = results[i + 1];
      if (result?.kind !== "ran" || result.result.failure === undefined) throw new Error(`${name} did not fail`);
      expect(describeFailure(result.result.failure, name)).toContain(`${failing[name]?.says}`);
      const text = readFileSync(result.result.output, "utf8");
      expect(text).toBe(formatNotebook(result.result.notebook));
      const written = parseNotebook(text, name);
      expect(written.cells[0]).toMatchObject({ cell_type: "markdown", metadata: { tags: ["isocompute-run-failed"] } });
      expect(written.cells[0]?.source).toContain('<a href="#isocompute-failed-cell">');
      expect(written.cells.at(-1)).toMatchObject({ source: after, outputs: [], execution_count: null });
      expect(outputsIn(text).at(-2)?.at(-1)).toMatchObject({ output_type: "error" });
    }
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);

    // The next run, with the fault mended, leaves no trace of the failed one.
    const failed = parseNotebook(readFileSync(join(folder, "rejects.out.ipynb"), "utf8"), "rejects");
    const mended = failed.cells.map((cell) => (cell.id === "c2" ? { ...cell, source: "2" } : cell));
    const again = await execute({ ...failed, cells: mended }, { cwd });
    expect(again.failure).toBeUndefined();
    expect(again.notebook.cells.map((cell) => cell.id)).toEqual(["c1", "c2", "c3"]);
  });
});

describe("a notebook that fills its kernel's heap", () => {
  it("is told so, with the cell and what to do", async () => {
    const { argv, display_name, language } = kernelSpec({ heap: 256 });
    const kernel: KernelSpec = { name: "small", argv, display_name, language };
    const book = parseNotebook(
      bookText(["const kept: number[][] = [];", "for (;;) kept.push(new Array(1e5).fill(0.5));"]),
      "a.ipynb",
    );
    const { failure } = await execute(book, { cwd, kernel });
    expect(failure).toMatchObject({ kind: "kernel-died", cell: 2 });
    expect(failure?.cause).toContain(
      "its variables filled the JavaScript heap; keep less, or allow more by NODE_OPTIONS=--max-old-space-size=MEGABYTES",
    );
  });
});

describe("executeFile(input, output)", () => {
  it("leaves an input that is its own output as it was when the run fails, and replaces it when all is well", async () => {
    const file = join(folder, "own.ipynb");
    const text = bookText(["console.log(1);", "nowhere"]);
    writeFileSync(file, text);
    const failed = await executeFile(file, file, { cwd });
    expect(failed.failure?.cause).toBe("TypeScriptError: Cannot find name 'nowhere'.");
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(failed.output).toBe(join(folder, "own.executed.ipynb"));
    rmSync(failed.output);

    writeFileSync(file, bookText(["console.log(1);"]));
    expect((await executeFile(file, file, { cwd })).output).toBe(file);
    expect(outputsIn(readFileSync(file, "utf8"))).toMatchObject([[{ text: "1\n" }]]);
    expect(readdirSync(folder)).not.toContain("own.executed.ipynb");
  });

  it.each([
    ["stays silent", "setTimeout(() => {}, 60_000)", /^kernel "odd" did not answer within 0.5 s of its start/],
    [
      "ends at once",
      'console.error("no config"); process.exit(7)',
      /^kernel "odd" ended before it was ready \(exit code 7\); it wrote:\nno config/,
    ],
  ])("says so when the kernel %s", async (_, program, cause) => {
    const kernel: KernelSpec = {
      name: "odd",
      argv: [process.execPath, "-e", program, "{connection_file}"],
      display_name: "odd",
      language: "typescript",
    };
    const file = join(folder, "odd.ipynb");
    writeFileSync(file, bookText(["1"]));
    const { failure, notebook } = await executeFile(file, join(folder, "odd.out.ipynb"), { kernel, startTimeout: 0.5 });
    expect(failure).toMatchObject({ kind: "kernel-start", cause: expect.stringMatching(cause) });
    expect(notebook.cells[0]?.source).toContain("before the first cell");
  });
});

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRng } from "isocompute";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";
import { CellsInProcess } from "./cells-in-process.js";
import { cutIntoCells, ProgramWriter, untyped } from "./random-program.js";

describe("the rewriting of cells", () => {
  it("leaves what 40 random programs print as it is in one module", async () => {
    const folder = temporaryFolder("cells");
    for (let number = 0; number < 40; number++) {
      const rng = createRng(`rewriting-${number}`);
      const { statements } = new ProgramWriter(rng.fork("write"), "").write();
      const program = statements.map(untyped);
      const cells = new CellsInProcess();
      for (const cell of cutIntoCells(program, rng.fork("cut"))) await cells.run(cell);
      writeFileSync(
        join(folder, `${number}.mjs`),
        `export const lines = []; const console = { log: (...values) => lines.push(values.map(String).join(" ")) };\n${program.join("\n")}`,
      );
      writeFileSync(join(folder, `${number}.json`), JSON.stringify(cells.printed));
    }
    const check =
      "const fs = await import('node:fs'); const out = [];" +
      "for (let i = 0; i < 40; i++) out.push([(await import('./' + i + '.mjs')).lines, JSON.parse(fs.readFileSync(process.argv[2] + '/' + i + '.json'))]);" +
      "console.log(JSON.stringify(out))";
    writeFileSync(join(folder, "check.mjs"), check);
    const text = execFileSync(process.execPath, [join(folder, "check.mjs"), folder], { encoding: "utf8" });
    for (const [number, [module, cells]] of (JSON.parse(text) as [string[], string[]][]).entries())
      expect(cells, `program ${number}`).toEqual(module);
  });

  const run = async (...cells: string[]): Promise<unknown> => {
    const notebook = new CellsInProcess();
    let last: unknown;
    for (const cell of cells) last = await notebook.run(cell);
    return last;
  };

  it("makes one name one variable, in both directions", async () => {
    expect(await run("let c = 0; function show() { return c }", "c = 5; show()")).toBe(5);
    expect(await run("let c = 0; function bump() { c++ }", "bump(); bump(); c")).toBe(2);
    expect(await run("const rate = 1; const step = () => rate", "const rate = 2; step()")).toBe(2);
    expect(await run("function f() { return g() } function g() { return 1 }", "function g() { return 2 } f()")).toBe(2);
  });

  it("leaves parameters, blocks and labels their own names", async () => {
    expect(await run("let x = 1", "x: for (const y of [2]) { let x = y; continue x } ((x) => x)(3) + x")).toBe(4);
    expect(await run("let __under = 1; let $$x = 2", "[__under, $$x].join()")).toBe("1,2");
  });

  it("shows a loop what the functions it calls do, and functions made in a loop what comes after it", async () => {
    const seen = "let n = 0; const seen = []";
    const step = "for (let i = 0; i < 3; i++) { step(); seen.push(n) } seen.join()";
    expect(await run(seen, "function step() { n++ }", step)).toBe("1,2,3");
    expect(await run(seen, "function step() { ({ n } = { n: n + 2 }) }", step)).toBe("2,4,6");
    expect(await run(seen, "function step() { for (n of [n + 3]); }", step)).toBe("3,6,9");
    expect(await run(seen, "class S { static go() { [n = 4] = [] } } const step = S.go", step)).toBe("4,4,4");
    expect(await run(seen, "const step = () => { n ||= 5 }", step)).toBe("5,5,5");
    const made = "let rate = 1; const made = []; for (let i = 0; i < 3; i++) if (rate) made.push((x) => x * rate + i)";
    expect(await run(made, "rate = 10; made.map((f) => f(1)).join()")).toBe("10,11,12");
    const changing =
      "let w = 1; const made = []; for (const i of [1, 2]) { made.push(() => w); w += i; print(made[0]()) }";
    expect(await run("const out = []; const print = (v) => out.push(v)", changing, "out.join()")).toBe("2,4");
    expect(
      await run("let k = 1; for (const i of [k]) var o = { k, get now() { return k } }", "k = 7; o.now - o.k"),
    ).toBe(6);
    expect(
      await run("let z = 2; const c = []; for (const i of [z]) c.push(class { v = z })", "z = 5; new c[0]().v"),
    ).toBe(5);
  });

  it("keeps a loop's variables out of the notebook only while nobody can see them", () => {
    const cells = new CellsInProcess();
    expect(cells.compile("let s = 0; for (let i = 0; i < 3; i++) s += i")).toContain("$$local_s += i");
    expect(cells.compile("let t = 0; const read = () => t; for (let i = 0; i < 3; i++) t += i")).toContain(
      "$$t.v += i",
    );
    expect(cells.compile("const b = { v: 0 }; const best = () => b.v; for (let i = 0; i < 3; i++) b.v += i")).toContain(
      "$$local_b.v += i",
    );
    expect(cells.compile("let p = 0; const put = () => { [p] = [1] }; for (let i = 0; i < 3; i++) print(p)")).toContain(
      "print($$p.v)",
    );
    expect(cells.compile("let u = 0; for (let i = 0; i < 3; i++) { u += i; await null }")).toContain("$$u.v += i");
  });
});

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { bookText } from "../notebook/books.js";
import { temporaryFolder } from "../temporary-folder.js";
import { runCli } from "./run-cli.js";

describe("isocompute notebook run, before any kernel starts", () => {
  let cwd = "";
  beforeEach(() => {
    cwd = temporaryFolder("notebook-cli");
  });
  const env = { HOME: "/nowhere", JUPYTER_PATH: "/no/jupyter" };
  const run = (...argv: readonly string[]) => runCli(["notebook", "run", ...argv], { cwd, env });

  it("refuses a missing file by its path", async () => {
    const { code, err } = await run("absent.ipynb");
    expect(code).toBe(1);
    expect(err).toContain(join(cwd, "absent.ipynb"));
  });

  it("refuses a truncated notebook with file and line, and leaves it alone", async () => {
    const text = bookText(["1", "2"]).slice(0, -20);
    writeFileSync(join(cwd, "cut.ipynb"), text);
    const { code, err } = await run("cut.ipynb", "--inplace");
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error: cut\.ipynb:\d+, column \d+: requires valid JSON: expected .*, found the end of the text/,
    );
    expect(readFileSync(join(cwd, "cut.ipynb"), "utf8")).toBe(text);
  });

  it("refuses the notebook's kernel if it is missing, and says where it looked and what there is", async () => {
    writeFileSync(join(cwd, "a.ipynb"), bookText(["1"], { kernelspec: { name: "zig" } }));
    const { code, err } = await run("a.ipynb");
    expect(code).toBe(1);
    expect(err).toContain('a.ipynb, at metadata.kernelspec.name: no kernel named "zig" is installed; there are: tslab');
    expect(err).toContain("/no/jupyter/kernels");
    expect(readdirSync(cwd)).toEqual(["a.ipynb"]);
  });

  it("refuses a kernel that the caller misspells as a wrong call", async () => {
    writeFileSync(join(cwd, "a.ipynb"), bookText(["1"]));
    const { code, err } = await run("a.ipynb", "--kernel", "zig");
    expect(code).toBe(2);
    expect(err).toContain('no kernel named "zig" is installed');
  });

  it.each([
    [["a.ipynb", "-p", "seed"], "A parameter is required as name=value."],
    [["a.ipynb", "-p", "seed=1", "-p", "seed=2"], "Parameter seed was given before."],
    [["a.ipynb", "--timeout", "soon"], "Seconds are required, zero or more."],
    [["a.ipynb", "--inplace", "-o", "b.ipynb"], "--output or --inplace, not both"],
  ])("refuses the call %j", async (argv, message) => {
    const { code, err } = await run(...argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it("refuses an output in a folder that does not exist", async () => {
    writeFileSync(join(cwd, "a.ipynb"), bookText(["1"]));
    const { code, err } = await run("a.ipynb", "-o", "no/b.ipynb");
    expect(code).toBe(1);
    expect(err).toContain("its folder is required");
  });
});

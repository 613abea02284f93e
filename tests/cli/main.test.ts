import { describe, expect, it } from "vitest";
import { runCli } from "./run-cli.js";

describe("isocompute", () => {
  it("prints its help to stdout and ends with 0", async () => {
    const { code, out, err } = await runCli(["--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("Usage: isocompute [options] [command]");
  });

  it("refuses an unknown command and suggests the near one", async () => {
    const { code, out, err } = await runCli(["versoin"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("unknown command 'versoin'");
    expect(err).toContain("Did you mean version?");
  });

  it("refuses an unknown option with the command's name at hand", async () => {
    const { code, err } = await runCli(["version", "--jsn"]);
    expect(code).toBe(2);
    expect(err).toContain("unknown option '--jsn'");
  });

  it("says which versions decide its numbers", async () => {
    const { code, out } = await runCli(["version"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^isocompute \d+\.\d+\.\d+\nnode v\d+/);
    expect(await runCli(["--version"])).toEqual({ code: 0, out, err: "" });
  });
});

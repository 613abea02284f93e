import { cpSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../cli/run-cli.js";
import { temporaryFolder } from "../temporary-folder.js";

const data = resolve(import.meta.dirname, "../../data");
const folder = temporaryFolder("calibrate");

describe("isocompute calibrate", () => {
  it("rebuilds a committed calibration, byte for byte", async () => {
    cpSync(data, join(folder, "data"), { recursive: true });
    const file = join("simulator", "math.calibrated.json");
    rmSync(join(folder, "data", file));
    const { code, out } = await runCli(["calibrate", "--task", "math"], { cwd: folder });
    expect(code).toBe(0);
    expect(out).toContain("math, falls by both: converged; 3 of 10 unknowns pinned, 5 as open as before");
    expect(readFileSync(join(folder, "data", file), "utf8")).toBe(readFileSync(join(data, file), "utf8"));
  });

  it("refuses a task that has no anchors", async () => {
    const { code, err } = await runCli(["calibrate", "--task", "2wiki-75"], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toBe("error: calibrate requires data/simulator/2wiki-75.anchors.json, found none\n");
  });
});

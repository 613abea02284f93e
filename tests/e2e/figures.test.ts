import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** The fingerprints that another process gives to its files of these figures. */
async function drawElsewhere(names: readonly string[], env: Record<string, string>): Promise<Record<string, string>> {
  const argv = ["--import", "tsx", "tests/e2e/draw-figures.ts", ...names];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: root, env: { ...process.env, ...env } });
  return JSON.parse(stdout);
}

describe("figures drawn by two processes", () => {
  it("have the same bytes, whatever the order, the time zone and the language", async () => {
    const names = ["contour", "log-axis-error-bars", "heatmap-text"];
    const first = await drawElsewhere(names, { TZ: "UTC", LANG: "C" });
    const second = await drawElsewhere(names.toReversed(), {
      TZ: "Asia/Kathmandu",
      LANG: "de_DE.UTF-8",
      LC_ALL: "de_DE.UTF-8",
    });
    expect(Object.keys(first)).toHaveLength(6);
    expect(second).toEqual(first);
  });
});

import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import * as stats from "isocompute/stats";
import { describe, expect, it, vi } from "vitest";

/**
 * Every golden case again, through the built package as a user's script in a folder of its own finds it: `require("isocompute/stats")`.
 * The adapters are those of tests/golden; the doors they open are replaced by the built ones.
 */
const outside = await vi.hoisted(async () => {
  const { createRequire } = await import("node:module");
  const { mkdirSync, mkdtempSync, rmSync, symlinkSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { join, resolve } = await import("node:path");
  const folder = mkdtempSync(join(tmpdir(), "isocompute-user-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(resolve("lib"), join(folder, "node_modules", "isocompute"), "junction");
  const require = createRequire(join(folder, "script.cjs"));
  const names = ["core", "coupling", "curves", "estimators", "numerics", "stats", "unimodality"];
  const doors = new Map(names.map((name) => [name, require(`isocompute/${name}`)]));
  const paths = names.map((name) => require.resolve(`isocompute/${name}`));
  rmSync(folder, { recursive: true });
  return { door: (name: string): Record<string, unknown> => ({ ...doors.get(name) }), paths };
});
vi.mock("isocompute/core", () => outside.door("core"));
vi.mock("isocompute/coupling", () => outside.door("coupling"));
vi.mock("isocompute/curves", () => outside.door("curves"));
vi.mock("isocompute/estimators", () => outside.door("estimators"));
vi.mock("isocompute/numerics", () => outside.door("numerics"));
vi.mock("isocompute/stats", () => outside.door("stats"));
vi.mock("isocompute/unimodality", () => outside.door("unimodality"));

const golden = resolve(import.meta.dirname, "../golden");
const files = readdirSync(golden).filter((file) => file.endsWith(".ts"));

describe("the doors under test", () => {
  it("are those of the build, and all that the golden adapters open", () => {
    const built = realpathSync(resolve("lib/dist"));
    for (const path of outside.paths) expect(path.startsWith(built), path).toBe(true);
    expect(stats.bootstrap).toBe(outside.door("stats")["bootstrap"]);
    expect(outside.paths.map((path) => path.split(/[\\/]/).at(-2))).toEqual(doorsOfAdapters());
  });
});

function doorsOfAdapters(): readonly string[] {
  const text = files.map((file) => readFileSync(join(golden, file), "utf8")).join("\n");
  return [...new Set([...text.matchAll(/from "isocompute\/([^"]+)"/g)].map((match) => match[1] ?? ""))].sort();
}

for (const file of files.filter((name) => name.endsWith(".test.ts")))
  describe(file, async () => {
    await import(join(golden, file));
  });

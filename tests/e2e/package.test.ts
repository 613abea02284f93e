import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const repository = resolve(import.meta.dirname, "../..");
const rooms = readdirSync(join(repository, "lib/src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const doors = ["isocompute", ...rooms.map((room) => `isocompute/${room}`)];

mkdirSync(join(repository, ".lab"), { recursive: true });
const folder = mkdtempSync(join(repository, ".lab", "package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
const manifest = (path: string): Manifest => JSON.parse(readFileSync(join(repository, path), "utf8"));

describe("the built package", () => {
  it("opens every door to require and to import", () => {
    const script = `
      const doors = ${JSON.stringify(doors)};
      (async () => {
        for (const door of doors) {
          const required = Object.keys(require(door)).filter((name) => name !== "__esModule");
          const imported = await import(door);
          const missing = required.filter((name) => !(name in imported));
          if (missing.length > 0) throw new Error(door + " lacks " + missing);
          console.log(door, required.length);
        }
        process.exit(0);
      })();`;
    const out = execFileSync(process.execPath, ["-e", script], { cwd: repository, encoding: "utf8" });
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(doors);
  });

  it("gives types to the compiler of stock tslab, which knows neither exports nor new syntax", () => {
    const compiler = join(repository, "node_modules/@tslab/typescript-for-tslab/bin/tsc");
    const imports = doors.map(
      (door, i) => `import * as door${i} from "${door}";\nexport const names${i} = Object.keys(door${i});`,
    );
    writeFileSync(
      join(folder, "doors.ts"),
      `${imports.join("\n")}
import { samples } from "isocompute/core";
import { flopsCost, baseWorkload } from "isocompute/allocation";
export const cost: number = flopsCost(baseWorkload, samples(1));
// @ts-expect-error a wrong argument is seen, so the types are more than any
export const wrong = flopsCost("3B", samples(1));
`,
    );
    const options = [
      "--noEmit",
      "--strict",
      "--target",
      "es2022",
      "--module",
      "commonjs",
      "--moduleResolution",
      "node",
      "--skipLibCheck",
      "--types",
      "node",
    ];
    const { stdout, status } = spawnSync(process.execPath, [compiler, ...options, join(folder, "doors.ts")], {
      cwd: repository,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  it("pins every dependency exactly, and the lab and the library to the same versions", () => {
    const lab = manifest("package.json");
    const library = manifest("lib/package.json");
    const all = { ...lab.dependencies, ...lab.devDependencies, ...library.dependencies };
    for (const [name, version] of Object.entries(all)) expect(version, name).toMatch(/^(npm:.+@)?\d+\.\d+\.\d+$/);
    for (const [name, version] of Object.entries(library.dependencies))
      if (name in lab.dependencies) expect(lab.dependencies[name], name).toBe(version);
  });

  it("names every room in exports: the kernel's compiler cannot name types found by a pattern", () => {
    const { exports }: { exports: Record<string, { types: string; default: string }> } = JSON.parse(
      readFileSync(join(repository, "lib/package.json"), "utf8"),
    );
    for (const room of rooms)
      expect(exports[`./${room}`], room).toEqual({
        types: `./dist/${room}/index.d.ts`,
        default: `./dist/${room}/index.js`,
      });
  });

  it("holds what the lab requires", () => {
    const { dependencies } = manifest("package.json");
    expect(Object.keys(dependencies)).toEqual(
      expect.arrayContaining(["tslab", "danfojs-node", "plotly.js", "simple-statistics", "openai", "mathjs"]),
    );
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const source = resolve(import.meta.dirname, "../lib/src");

/** One-way doors: what each room may import besides core. ARCHITECTURE.md draws them. */
const doors: Readonly<Record<string, readonly string[]>> = {
  core: [],
  estimators: ["stats"],
  numerics: ["stats"],
  stats: [],
  curves: ["numerics", "stats"],
  unimodality: ["numerics", "stats"],
  coupling: ["numerics", "stats"],
  allocation: [],
  trials: ["allocation"],
  tables: [],
  llm: [],
  simulator: ["allocation", "numerics"],
  pipelines: ["allocation", "tables", "llm", "estimators"],
  environments: ["allocation", "tables", "trials", "llm", "simulator", "pipelines"],
  reader: ["llm"],
  searchers: ["allocation", "trials", "llm", "numerics", "stats"],
  study: ["searchers", "environments", "simulator", "trials", "allocation", "stats"],
  report: ["curves"],
  notebook: ["report"],
  kernel: [],
  cli: ["*"],
};

/** Rooms without chance, clocks, files or promises of their own. */
const pure = ["estimators", "numerics", "stats", "curves", "unimodality", "coupling"];

/** Heavy packages, each behind the one file that may import it. */
const adapters: Readonly<Record<string, readonly string[]>> = {
  "pure-rand": ["core/rng.ts"],
  openai: ["llm/openai/"],
  "danfojs-node": [],
  commander: ["cli/"],
  diff: ["cli/"],
  jsdom: ["report/render/"],
  fontkit: ["report/render/"],
  fflate: ["report/render/"],
  pdfkit: ["report/render/"],
  "svg-to-pdfkit": ["report/render/"],
  "@resvg/resvg-js": ["report/render/"],
  "plotly.js": ["report/"],
  zeromq: ["notebook/", "kernel/"],
  tslab: ["notebook/", "kernel/"],
  "csv-parse": ["tables/"],
  libsql: ["environments/store/"],
};

/** Rooms and files where the outside world may enter: files, processes, clocks. */
const effectful = [
  "tables/",
  "trials/hold-file.ts",
  "trials/json-lines.ts",
  "llm/",
  "pipelines/",
  "environments/",
  "report/",
  "notebook/",
  "kernel/",
  "cli/",
  "allocation/task-file.ts",
  "core/read-text.ts",
  "core/rng.ts",
  "stats/workers/",
  "study/workers/",
];

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files: SourceFile[] = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => {
    const text = readFileSync(join(source, path), "utf8");
    const imports = [...text.matchAll(/(?:from|import|require\()\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
    return { path, room: path.includes("/") ? (path.split("/")[0] ?? "") : "", text, imports };
  });

/** Where a relative import points, as a path under lib/src. */
function target(file: SourceFile, specifier: string): string {
  return relative(source, resolve(source, dirname(file.path), specifier)).replace(/\.js$/, ".ts");
}

function isMathPow(node: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return false;
  return node.expression.text === "Math" && node.name.text === "pow";
}

function opensDoor(file: SourceFile, room: string): boolean {
  return file.imports.some((specifier) => specifier.startsWith(".") && target(file, specifier) === `${room}/index.ts`);
}

describe("lib/src", () => {
  it("was found", () => {
    expect(files.length).toBeGreaterThan(5);
  });

  it("has no room that the plan does not know", () => {
    expect(files.map((f) => f.room).filter((room) => room !== "" && !(room in doors))).toEqual([]);
  });

  it("has the doors that ARCHITECTURE.md draws, all of them in use", () => {
    const drawn: Record<string, string[]> = {};
    const text = readFileSync(resolve(source, "../../ARCHITECTURE.md"), "utf8");
    for (const [, rooms = "", opens = ""] of text.matchAll(/^\| ([a-z, ]+) \| [^|]+ \| ([a-z, –]+) \|$/gm))
      for (const room of rooms.split(", "))
        if (room in doors) drawn[room] = opens === "–" ? [] : opens === "everything" ? ["*"] : opens.split(", ");
    expect(drawn).toEqual(doors);
    const unused = Object.entries(doors).flatMap(([room, opens]) =>
      opens
        .filter((other) => other !== "*" && !files.some((f) => f.room === room && opensDoor(f, other)))
        .map((other) => `${room} → ${other}`),
    );
    expect(unused).toEqual([]);
  });

  it("gives every room a door with a sign", () => {
    for (const room of new Set(files.map((f) => f.room))) {
      if (room === "") continue;
      const door = files.find((f) => f.path === `${room}/index.ts`);
      expect(door?.text.split("\n")[0], `${room}/index.ts`).toMatch(new RegExp(`^/\\*\\* ${room}: .+\\*/$`));
    }
  });

  it("opens only one-way doors, and only at index.ts", () => {
    const trespasses: string[] = [];
    for (const file of files) {
      if (file.room === "") continue;
      for (const specifier of file.imports.filter((s) => s.startsWith("."))) {
        const path = target(file, specifier);
        const room = path.split("/")[0] ?? "";
        if (room === file.room) continue;
        const allowed = doors[file.room] ?? [];
        if (room !== "core" && !allowed.includes(room) && !allowed.includes("*"))
          trespasses.push(`${file.path} → ${path}`);
        else if (!path.endsWith("/index.ts")) trespasses.push(`${file.path} → ${path} (not a door)`);
      }
    }
    expect(trespasses).toEqual([]);
  });

  it("keeps each heavy package behind its adapter", () => {
    const strays: string[] = [];
    for (const file of files)
      for (const specifier of file.imports)
        for (const [name, places] of Object.entries(adapters))
          if ((specifier === name || specifier.startsWith(`${name}/`)) && !places.some((p) => file.path.startsWith(p)))
            strays.push(`${file.path} imports ${specifier}`);
    expect(strays).toEqual([]);
  });

  it("draws chance from an Rng alone", () => {
    expect(files.filter((f) => /Math\.random\(/.test(f.text)).map((f) => f.path)).toEqual([]);
  });

  it("takes powers by core's power, but for squares and powers of two, which are the same on every Node", () => {
    const two = (node: ts.Expression) => ts.isNumericLiteral(node) && node.text === "2";
    const strays: string[] = [];
    for (const { path, text } of files) {
      const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
      const visit = (node: ts.Node): void => {
        const raises = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken;
        if (raises ? !two(node.left) && !two(node.right) : isMathPow(node))
          strays.push(`${path}: ${node.getText(file)}`);
        ts.forEachChild(node, visit);
      };
      visit(file);
    }
    expect(strays).toEqual([]);
  });

  it("keeps clocks, files and processes out of the rooms that compute", () => {
    const impure = files.filter(
      (f) =>
        !effectful.some((place) => f.path.startsWith(place)) &&
        (/Date\.now\(|new Date\(\)|performance\.now\(/.test(f.text) || f.imports.some((s) => s.startsWith("node:"))),
    );
    expect(impure.map((f) => f.path)).toEqual([]);
  });

  it("keeps the pure rooms synchronous", () => {
    const asynchronous = files.filter(
      (f) =>
        pure.includes(f.room) &&
        !f.path.startsWith("stats/workers/") &&
        /\basync\b|\bPromise\b/.test(f.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")),
    );
    expect(asynchronous.map((f) => f.path)).toEqual([]);
  });
});

describe("tests", () => {
  it("make temporary folders in one way, which removes them", () => {
    const own = ["temporary-folder.ts", "peers/peer.ts", "e2e/golden-built.test.ts", "architecture.test.ts"];
    const makers = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !own.includes(path))
      .filter((path) => /mkdtemp(Sync)?\(join\(tmpdir/.test(readFileSync(join(import.meta.dirname, path), "utf8")));
    expect(makers, "use temporaryFolder from tests/temporary-folder.ts").toEqual([]);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/**
 * Runs the `@example` of every documented function in lib/src. A statement that ends in `// => value` must give that value.
 * The exports of the room's own door and of core are in scope; other doors are reached by `await door("stats")`.
 * An example that needs a server or a kernel is fenced as ```ts no-run and is left alone.
 */
const source = resolve(import.meta.dirname, "../lib/src");

interface Example {
  readonly title: string;
  readonly room: string;
  readonly code: string;
  readonly run: boolean;
}

const rooms = readdirSync(source, { withFileTypes: true })
  .filter((e) => e.isDirectory())
  .map((e) => e.name);
const documented: Example[] = [];
const undocumented: string[] = [];

for (const path of readdirSync(source, { recursive: true, encoding: "utf8" }).filter((p) => p.endsWith(".ts"))) {
  const file = ts.createSourceFile(path, readFileSync(join(source, path), "utf8"), ts.ScriptTarget.ES2022, true);
  const room = path.split("/")[0] ?? "";
  for (const statement of file.statements) {
    if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) continue;
    if (!statement.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)) continue;
    const title = `${path}: ${statement.name.text}`;
    const examples = ts.getJSDocTags(statement).filter((tag) => tag.tagName.text === "example");
    if (examples.length === 0) undocumented.push(`${room}/${statement.name.text}`);
    for (const tag of examples) {
      const text = (ts.getTextOfJSDocComment(tag.comment) ?? "").trim();
      const fenced = /^```ts( no-run)?\n([\s\S]*?)\n?```$/.exec(text);
      documented.push({ title, room, code: fenced?.[2] ?? text, run: fenced?.[1] === undefined });
    }
  }
}

/** `f(x); // => y` becomes a call of `expectValue(f(x), y)`. */
function instrument(code: string): string {
  const file = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  return file.statements
    .map((statement) => {
      const text = statement.getText(file);
      const rest = code.slice(statement.end).split("\n")[0] ?? "";
      const promise = /^\s*\/\/ => (.+)$/.exec(rest)?.[1];
      if (promise === undefined) return text;
      if (!ts.isExpressionStatement(statement)) throw new Error(`only an expression can promise a value: ${text}`);
      return `expectValue((${statement.expression.getText(file)}), (${promise}));`;
    })
    .join("\n");
}

const close = (actual: unknown, wanted: unknown): unknown =>
  typeof actual === "number" &&
  typeof wanted === "number" &&
  Math.abs(actual - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted))
    ? wanted
    : actual;

describe("the examples in docstrings", () => {
  it("were found", () => {
    expect(documented.length).toBeGreaterThan(5);
  });

  it("stand at every function that a door exports", async () => {
    const missing: string[] = [];
    for (const room of rooms) {
      const door: object = await import(join(source, room, "index.ts"));
      for (const name of Object.keys(door))
        if (undocumented.includes(`${room}/${name}`)) missing.push(`${room}: ${name}`);
    }
    expect(missing).toEqual([]);
  });

  it.each(documented.filter((e) => e.run))("$title", async ({ room, code }) => {
    const load = async (name: string): Promise<Record<string, unknown>> => import(join(source, name, "index.ts"));
    const scope: Record<string, unknown> = {
      ...(await load("core")),
      ...(room.endsWith(".ts") ? {} : await load(room)),
      door: load,
    };
    let promised = 0;
    scope["expectValue"] = (actual: unknown, wanted: unknown) => {
      promised++;
      expect(close(actual, wanted)).toEqual(wanted);
    };
    const { outputText } = ts.transpileModule(instrument(code), {
      compilerOptions: { target: ts.ScriptTarget.ES2022 },
    });
    const names = Object.keys(scope);
    const body = new Function(...names, `return (async () => {\n${outputText}\n})();`);
    await body(...names.map((name) => scope[name]));
    expect(promised, "an example promises at least one value").toBeGreaterThan(0);
  });
});

import { SourceMap } from "node:module";
import { loadCompiler } from "./compiler.js";
import type { PrintedError } from "./tslab-errors.js";

/** The line of a cell that an error points to, from one; undefined if it points to none. */
export function cellLine(source: string, error: PrintedError, count: number | null): number | undefined {
  if (error.sourceLine !== undefined) return error.sourceLine;
  if (error.emittedLine !== undefined) return sourceLine(source, error.emittedLine);
  // Our kernel names a frame after its cell: In[7]:4:9.
  const frames = [...error.text.matchAll(/In\[(\d+)\]:(\d+)/g)];
  const own = frames.find((frame) => Number(frame[1]) === count);
  return own === undefined ? undefined : Number(own[2]);
}

/**
 * Stock tslab counts lines in the JavaScript it made, in which types and blank lines are gone. The same compiler makes it again, with a
 * map that leads back.
 */
function sourceLine(source: string, emitted: number): number | undefined {
  const compiler = loadCompiler();
  const { outputText, sourceMapText } = compiler.transpileModule(source, {
    compilerOptions: {
      module: compiler.ModuleKind.CommonJS,
      target: compiler.ScriptTarget.ES2022,
      esModuleInterop: true,
      sourceMap: true,
    },
    fileName: "cell.ts",
  });
  if (sourceMapText === undefined || emitted > outputText.split("\n").length) return undefined;
  const map = new SourceMap(JSON.parse(sourceMapText));
  const row = outputText.split("\n")[emitted - 1] ?? "";
  const entry = map.findEntry(emitted - 1, row.length - row.trimStart().length);
  return "originalLine" in entry && entry.originalLine !== undefined ? entry.originalLine + 1 : undefined;
}

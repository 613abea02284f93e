import { pathToFileURL } from "node:url";
import type { Searcher } from "../../searchers/index.js";

/** Where a compared searcher comes from: a function, or the module that exports one, which threads can load. */
export type SearcherSource = SearcherFactory | SearcherModule;

export interface SearcherFactory {
  readonly name: string;
  open(): Searcher;
}

export interface SearcherModule {
  readonly name: string;
  /** Absolute path of a CommonJS or ES module. */
  readonly module: string;
  /** Name of the exported function, which gives the searcher. */
  readonly function: string;
  /** What it is called with; anything that can be sent to a thread. @default none */
  readonly arguments?: readonly unknown[];
}

/** The searcher that a source gives. */
export async function openSource(source: SearcherSource): Promise<Searcher> {
  if ("open" in source) return source.open();
  const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(source.module).href);
  const found = exported[source.function];
  if (typeof found !== "function")
    throw new TypeError(`compareSearchers requires ${source.module} to export a function ${source.function}`);
  return (await found(...(source.arguments ?? []))) as Searcher;
}

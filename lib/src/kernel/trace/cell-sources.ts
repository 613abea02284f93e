import { SourceMap, type SourceMapPayload } from "node:module";

/** What is known of one compiled text: the way back to the cell, in two steps. */
interface Maps {
  /** Script → the engine's module form. */
  readonly script: SourceMap;
  /** Module form → the cell behind one line of prefix. */
  readonly module: SourceMap;
}

interface CellSource {
  readonly source: string;
  readonly maps: Maps | undefined;
  /** Characters that the engine puts before the script on its first line. */
  readonly indent: number;
  /** Lines of the script; what follows is the engine's call. */
  readonly lines: number;
}

export interface Position {
  /** One-based. */
  readonly line: number;
  readonly column: number;
}

const inlineMap = /\n?\/\/# sourceMappingURL=data:application\/json;(?:charset=[^;]+;)?base64,([A-Za-z0-9+/=]+)\s*$/;

/** Takes an inline source map off a program. */
export function splitInlineMap(js: string): { readonly code: string; readonly map: SourceMapPayload | undefined } {
  const match = inlineMap.exec(js);
  if (!match) return { code: js, map: undefined };
  const map: SourceMapPayload = JSON.parse(Buffer.from(match[1] ?? "", "base64").toString());
  return { code: `${js.slice(0, match.index)}\n`, map };
}

/** The sources of all cells that ran, by their name in stack traces, and the way from V8's positions to theirs. */
export class CellSources {
  readonly #byText = new Map<string, Maps>();
  readonly #byLabel = new Map<string, CellSource>();

  /** Remembers the maps of a compiled text until its cell is run. */
  compiled(text: string, script: string, module: SourceMapPayload): void {
    this.#byText.set(text, { script: new SourceMap(JSON.parse(script)), module: new SourceMap(module) });
  }

  /** A cell is about to run under a name. */
  ran(label: string, source: string, text: string, indent: number): void {
    this.#byLabel.set(label, { source, maps: this.#byText.get(text), indent, lines: text.split("\n").length });
    this.#byText.clear();
  }

  source(label: string): string | undefined {
    return this.#byLabel.get(label)?.source;
  }

  /** Where in the cell's own text a position of its script lies; `undefined` for code that the cell did not write. */
  position(label: string, line: number, column: number): Position | undefined {
    const cell = this.#byLabel.get(label);
    if (!cell?.maps || line > cell.lines) return undefined;
    const indent = line === 1 ? cell.indent : 0;
    const module = cell.maps.script.findEntry(line - 1, Math.max(0, column - 1 - indent));
    if (!("originalLine" in module)) return undefined;
    const source = cell.maps.module.findEntry(module.originalLine, module.originalColumn);
    if (!("originalLine" in source) || source.originalLine < 1) return undefined;
    // The engine puts `export {};` and a line break before the cell, so zero-based here is one-based there.
    return { line: source.originalLine, column: source.originalColumn + 1 };
  }
}

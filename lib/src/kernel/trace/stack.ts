import { findSourceMap } from "node:module";
import { dirname, sep } from "node:path";
import type { CellSources } from "./cell-sources.js";

const cellFrame = /(In\[\d+\]):(\d+):(\d+)/;
/** What a loop of a cell's top level is called, which runs as a function of its own (`CellBuilder.callLoop`). */
const loopName = /^\$\$+loop$/;
const loopFrame = /^( {4}at )\$\$+loop \((.*)\)$/;
/** Frames of the machinery below a cell. */
const machinery = /node:vm:|node:internal\/vm|[\\/]tslab[\\/]dist[\\/]|sigintHandlersWrap/;
/** Where the kernel's own programs lie, in a clone or in an installed package. */
const kernelFolder = dirname(__dirname) + sep;

/**
 * Replaces V8's stack text by one that names the cells' own lines and the `.ts` lines of libraries, without the kernel's own frames.
 * Installed as `Error.prepareStackTrace`, so that `error.stack` is right wherever it is read.
 */
export function formatStack(error: unknown, sites: readonly NodeJS.CallSite[], sources: CellSources): string {
  const lines: string[] = [];
  let cellSeen = false;
  let inLoop = false;
  for (const site of sites) {
    if (inLoop) {
      inLoop = false; // this frame called the one before, as the cell's author did not
      continue;
    }
    inLoop = loopName.test(site.getFunctionName() ?? "");
    const text = `    at ${site}`;
    if (machinery.test(text) || text.includes(kernelFolder)) {
      if (cellSeen) break; // below the cell there is nothing but the kernel
      continue;
    }
    const cell = cellFrame.exec(text);
    if (!cell) {
      lines.push(mapFile(text, site));
      continue;
    }
    const [found, label = "", line, column] = cell;
    const position = sources.position(label, Number(line), Number(column));
    if (!position) continue;
    cellSeen = true;
    lines.push(
      readable(text)
        .replace(found, `${label}:${position.line}:${position.column}`)
        .replace(loopFrame, "$1$2")
        .replace(/^( {4}at )eval \((.*)\)$/, "$1$2"),
    );
  }
  return [readable(header(error)), ...lines].join("\n");
}

function mapFile(text: string, site: NodeJS.CallSite): string {
  const file = site.getFileName();
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  if (!file || line === null || column === null || file.startsWith("node:")) return text;
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (!entry || !("originalLine" in entry)) return text;
  const source = entry.originalSource.replace(/^file:\/\//, "");
  return text.replace(`${file}:${line}:${column}`, `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`);
}

function header(error: unknown): string {
  try {
    if (!(error instanceof Error)) return Object.prototype.toString.call(error);
    const text = Error.prototype.toString.call(error);
    const code =
      "code" in error && typeof error.code === "string" && error.code.startsWith("ERR_") ? error.code : undefined;
    return code === undefined || text.includes(code) ? text : text.replace(error.name, `${error.name} [${code}]`);
  } catch {
    return "Error"; // a message that throws when it is read
  }
}

/** Names the notebook's variables as the cell names them. */
export function readable(text: string): string {
  return text
    .replace(/\(0 ?, \$\$+([\p{ID_Continue}$]+)\.v\)/gu, "$1")
    .replace(/\$\$+([\p{ID_Continue}$]+?)\.v\b/gu, "$1")
    .replace(/\$\$+local_/g, "");
}

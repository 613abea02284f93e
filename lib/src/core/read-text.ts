import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { errorCode } from "./error-code.js";
import { DataError } from "./errors.js";

/**
 * The text of a file that a user named.
 *
 * @param file named in errors, where that is not the path itself
 * @throws DataError as `readBytes` and `decodeText`
 * @example
 * ```ts no-run
 * const table = parseTable(readText("scores.csv"), { model: "string", em: "rate" });
 * ```
 */
export function readText(path: string, file: string = path): string {
  return decodeText(readBytes(path, file), file);
}

/**
 * The bytes of a file that a user named.
 *
 * @throws DataError for a folder, and if there is no such file or it must not be read; other faults as the system tells them
 * @example
 * ```ts no-run
 * const log = readBytes("log.eval");
 * ```
 */
export function readBytes(path: string, file: string = path): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const found = faults[String(errorCode(error))];
    if (found === undefined) throw error;
    throw new DataError({ file }, `requires a file, ${found}`, { cause: error });
  }
}

/** What stands where a file should, by the system's name for it. */
const faults: Readonly<Record<string, string>> = {
  EISDIR: "got a folder",
  ENOENT: "found none there",
  ENOTDIR: "found none there: the path leads through what is no folder",
  EACCES: "got one that must not be read",
};

/**
 * Bytes as text. Nothing is put in place of what is no UTF-8: a name that lost a letter would be another name.
 *
 * @throws DataError with the line and column of the first byte that is no UTF-8, or for UTF-16
 * @example
 * decodeText(new Uint8Array([0xc3, 0xa9]), "names.txt"); // => "é"
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mark = buffer.subarray(0, 2).toString("hex");
  if (mark === "fffe" || mark === "feff")
    throw new DataError({ file }, "requires text in UTF-8, got UTF-16; save it as UTF-8");
  if (isUtf8(buffer)) return buffer.toString("utf8");
  let start = 0;
  for (let line = 1; ; line++) {
    const newline = buffer.indexOf(0x0a, start);
    const end = newline === -1 ? buffer.length : newline;
    const text = buffer.subarray(start, end);
    if (!isUtf8(text)) {
      const shown = text.toString("utf8");
      const column = firstBroken(text) + 1;
      const around = shown.slice(Math.max(0, column - 21), column + 20);
      throw new DataError(
        { file, line, column },
        `requires text in UTF-8, got bytes of another encoding near ${JSON.stringify(around)}; save it as UTF-8`,
      );
    }
    start = end + 1;
  }
}

/** How many letters of a line come before its first byte that is no UTF-8; a U+FFFD may stand there in truth. */
function firstBroken(line: Buffer): number {
  const shown = line.toString("utf8");
  for (let at = shown.indexOf("\uFFFD"); ; at = shown.indexOf("\uFFFD", at + 1)) {
    const before = Buffer.byteLength(shown.slice(0, at));
    if (line.subarray(before, before + 3).toString("hex") !== "efbfbd") return at;
  }
}

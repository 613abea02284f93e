import { DataError } from "./errors.js";

/**
 * Parses the text of a JSON file, and says where it breaks: `JSON.parse` gives a position on some versions of Node and
 * for some faults only. A key that stands twice in one object is refused too, since one of its values would be lost.
 *
 * @param file named in the error
 * @param line of the file at which the text begins, for files that hold a value a line
 * @throws DataError with line and column, counted from one
 * @example
 * parseJson('{"budget": 1e3}', "task.json"); // => { budget: 1000 }
 */
export function parseJson(text: string, file: string, line = 1): unknown {
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const fault = jsonFault(json);
  if (fault !== null) {
    const before = json.slice(0, fault.offset).split("\n");
    throw new DataError(
      { file, line: line - 1 + before.length, column: (before.at(-1)?.length ?? 0) + 1 },
      `requires valid JSON: ${fault.message}`,
    );
  }
  return JSON.parse(json);
}

/**
 * Where a text stops being JSON and what was expected there, in the same words on every version of Node; `null` for valid JSON without
 * repeated keys.
 *
 * @throws RangeError if values are nested too deep to walk, some thousand levels
 * @example
 * jsonFault('{"a": 1'); // => { offset: 7, message: "expected a comma or }, found the end of the text" }
 */
export function jsonFault(text: string): { readonly offset: number; readonly message: string } | null {
  const scan = new Scan(text);
  try {
    scan.value();
    scan.end();
    return null;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { offset: fault.offset, message: fault.message };
  }
}

class Fault extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Walks the grammar of RFC 8259 and builds nothing: the value itself comes from `JSON.parse`. */
class Scan {
  readonly text: string;
  private offset = 0;
  constructor(text: string) {
    this.text = text;
  }

  value(): void {
    this.space();
    const first = this.text[this.offset];
    if (first === "{") this.object();
    else if (first === "[") this.array();
    else if (first === '"') this.string();
    else if (this.take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y) === undefined)
      this.fail("a value");
  }

  end(): void {
    this.space();
    if (this.offset < this.text.length) this.fail("the end of the text");
  }

  private object(): void {
    this.offset++;
    if (this.token(/\}/y) !== undefined) return;
    const keys = new Set<string>();
    do {
      this.space();
      const start = this.offset;
      const key = this.string("a key in double quotes");
      if (keys.has(JSON.parse(key))) throw new Fault(start, `the key ${key} stands twice in one object`);
      keys.add(JSON.parse(key));
      if (this.token(/:/y) === undefined) this.fail("a colon");
      this.value();
    } while (this.token(/,/y) !== undefined);
    if (this.token(/\}/y) === undefined) this.fail("a comma or }");
  }

  private array(): void {
    this.offset++;
    if (this.token(/\]/y) !== undefined) return;
    do this.value();
    while (this.token(/,/y) !== undefined);
    if (this.token(/\]/y) === undefined) this.fail("a comma or ]");
  }

  private string(wanted = "a string"): string {
    if (this.text[this.offset] !== '"') this.fail(wanted);
    const start = this.offset++;
    for (;;) {
      // Control characters must be escaped; everything else stands for itself.
      for (let code = this.code(); code >= 0x20 && code !== 0x22 && code !== 0x5c; code = this.code()) this.offset++;
      if (this.take(/"/y) !== undefined) return this.text.slice(start, this.offset);
      if (this.take(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y) === undefined) this.fail("the rest of the string");
    }
  }

  private space(): void {
    this.take(/[ \t\n\r]*/y);
  }

  private token(pattern: RegExp): string | undefined {
    this.space();
    return this.take(pattern);
  }

  private code(): number {
    return this.offset < this.text.length ? this.text.charCodeAt(this.offset) : -1;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.offset += found.length;
    return found;
  }

  private fail(wanted: string): never {
    const found = this.text[this.offset];
    const what = found === undefined ? "the end of the text" : JSON.stringify(found);
    throw new Fault(this.offset, `expected ${wanted}, found ${what}`);
  }
}

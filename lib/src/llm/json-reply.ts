import { jsonFault } from "../core/index.js";

/** What a text holds once parsed: the value, or why it cannot be had. */
export type Parsed<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "malformed"; readonly why: string };

/**
 * Reads the JSON value of a model's reply: the whole text, else the content of a fenced code block, else the first object or
 * array inside the prose that is valid JSON and passes the check. The text itself is never changed: no quotes are mended, no
 * backslashes removed.
 *
 * @param check turns the JSON value into what is wanted, or says what is wrong with it
 * @returns `malformed` if nothing is found, with what is wrong with the first value
 * @example
 * parseJsonReply('Here: {"answer": 4}', (value) => ({ kind: "ok", value })); // => { kind: "ok", value: { answer: 4 } }
 */
export function parseJsonReply<T>(text: string, check: (value: unknown) => Parsed<T>): Parsed<T> {
  let unparsed = "the reply holds no JSON value";
  let unfit: Parsed<T> | null = null;
  for (const candidate of candidates(text)) {
    let value: unknown;
    try {
      value = JSON.parse(candidate);
    } catch {
      unparsed = `the reply holds no valid JSON: ${faultOf(candidate)}`;
      continue;
    }
    const checked = check(value);
    if (checked.kind === "ok") return checked;
    unfit ??= checked; // the outermost value is the one that was meant
  }
  return unfit ?? { kind: "malformed", why: unparsed };
}

/** Never in the words of `JSON.parse`, which differ between versions of Node: a model is told them, and a search would go another way. */
function faultOf(text: string): string {
  try {
    const fault = jsonFault(text);
    return fault === null ? "it cannot be read" : `${fault.message} at character ${fault.offset + 1}`;
  } catch (error) {
    if (error instanceof RangeError) return "values are nested too deep";
    throw error;
  }
}

/** A reply has few candidates; a reply of thousands of brackets is not searched to its end. */
const MOST_CANDIDATES = 64;

function* candidates(text: string): Generator<string> {
  const whole = text.trim();
  if (/^(?:[[{"\d-]|(?:true|false|null)$)/.test(whole)) yield whole;
  for (const fence of text.matchAll(/```[\w-]*[ \t]*\n([\s\S]*?)```/g)) yield (fence[1] ?? "").trim();
  let count = 0;
  for (let start = nextBracket(text, 0); start !== -1 && count < MOST_CANDIDATES; count++) {
    const end = closing(text, start);
    if (end === -1) {
      start = nextBracket(text, start + 1);
      continue;
    }
    yield text.slice(start, end + 1);
    // An outer value that did not serve may be prose in brackets with the wanted value inside.
    start = nextBracket(text, start + 1);
  }
}

function nextBracket(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text[i] === "{" || text[i] === "[") return i;
  return -1;
}

/** Where the bracket at `start` is closed, strings left out of the count; -1 if it is not. */
function closing(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === "\\") i += 1;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === "{" || c === "[") depth += 1;
    else if (c === "}" || c === "]") {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}

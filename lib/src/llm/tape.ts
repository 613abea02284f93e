import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { DataError } from "../core/index.js";
import type { RefusedReply, TextReply } from "./reply.js";
import type { LlmRequest } from "./request.js";
import { requestKey } from "./request-key.js";
import { isRecord } from "./wire/chat-request.js";

/** A request and what came of it. */
export interface Take {
  readonly request: LlmRequest;
  readonly reply: TextReply | RefusedReply;
}

/** Exact requests with their replies, in the order in which they were recorded. It never holds a key or a header: requests have none. */
export interface Tape {
  /** The takes of a request: same question, same samples. */
  takes(request: LlmRequest): readonly Take[];
  readonly all: readonly Take[];
  record(take: Take): void;
}

/**
 * A tape in memory.
 *
 * @example
 * createTape().all.length; // => 0
 */
export function createTape(takes: readonly Take[] = []): Tape {
  const all: Take[] = [];
  const byKey = new Map<string, Take[]>();
  const record = (take: Take) => {
    all.push(take);
    const key = takeKey(take.request);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [take]);
    else known.push(take);
  };
  for (const take of takes) record(take);
  return { all, record, takes: (request) => byKey.get(takeKey(request)) ?? [] };
}

/**
 * A tape in a file, one take per line (JSON lines); what is recorded is written at once. A last line that a killed process
 * left unfinished is removed, any other unreadable line is an error.
 *
 * @throws DataError with file and line; if there is no folder for the file, before anything is asked
 * @example
 * ```ts no-run
 * const client = taped(openTape("tests/fixtures/walk.tape.jsonl"));
 * ```
 */
export function openTape(path: string): Tape {
  const takes: Take[] = [];
  if (existsSync(path)) {
    const text = readFileSync(path, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
    for (const [index, line] of whole.split("\n").entries())
      if (line !== "") takes.push(parseTake(line, path, index + 1));
  }
  // To be told so at the first reply would be too late: it is paid for.
  else if (!isFolder(dirname(path))) throw new DataError({ file: path }, "requires a file in a folder that is there");
  const tape = createTape(takes);
  return {
    ...tape,
    record(take) {
      appendFileSync(path, `${JSON.stringify(take)}\n`);
      tape.record(take);
    },
  };
}

function takeKey(request: LlmRequest): string {
  return `${requestKey(request)} ${request.firstSample ?? 0} ${request.samples ?? 1}`;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isMessage(message: unknown): boolean {
  if (!isRecord(message) || typeof message["role"] !== "string") return false;
  const { content } = message;
  return typeof content === "string" || (Array.isArray(content) && content.every(isPart));
}

function isPart(part: unknown): boolean {
  if (!isRecord(part)) return false;
  return part["kind"] === "text" ? typeof part["text"] === "string" : typeof part["url"] === "string";
}

function isCompletion(completion: unknown): boolean {
  return isRecord(completion) && typeof completion["text"] === "string" && typeof completion["finish"] === "string";
}

function parseTake(line: string, file: string, number: number): Take {
  const wrong = (why: string) => new DataError({ file, line: number }, `requires a take { request, reply }, ${why}`);
  let take: Partial<Take> | null;
  try {
    take = JSON.parse(line);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  const { request, reply } = take ?? {};
  if (typeof request?.model !== "string" || !Array.isArray(request.messages)) throw wrong("found no request in it");
  const odd = request.messages.findIndex((message) => !isMessage(message));
  if (odd !== -1)
    throw wrong(`found no role and content in messages[${odd}]: ${JSON.stringify(request.messages[odd])}`);
  if (request.schema !== undefined && !(isRecord(request.schema) && isRecord(request.schema.schema)))
    throw wrong("found no name and schema in its schema");
  if ((reply?.kind !== "text" && reply?.kind !== "refused") || !Array.isArray(reply.completions))
    throw wrong("found no text or refused reply in it");
  if (reply.completions.length === 0 || !reply.completions.every(isCompletion))
    throw wrong("found no completions with text and finish in its reply");
  return { request, reply };
}

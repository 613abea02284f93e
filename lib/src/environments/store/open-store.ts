import type Database from "libsql";
import { at, DataError } from "../../core/index.js";
import type { Completion, LlmRequest, Purpose } from "../../llm/index.js";
import { openDatabase, value } from "./open-database.js";
import { originOf, storeKey } from "./origin.js";
import type { Purchase, SampleStore, StoredCall, StoredQuestion, StoredSample, StoreTotals } from "./sample-store.js";

interface SampleRow {
  readonly place: number;
  readonly text: string | Uint8Array;
  readonly finish: Completion["finish"];
  readonly output_tokens: number | null;
  readonly call: number;
}

interface CallRow {
  readonly id: number;
  readonly first: number;
  readonly count: number;
  readonly prompt_tokens: number | null;
  readonly cached_prompt_tokens: number | null;
}

/**
 * Opens a store of samples, a SQLite file; a new one is made. What is written survives the death of the process at any
 * moment (write-ahead log); the last moments before a power cut may be lost, never anything older.
 *
 * @param path a file, or ":memory:"
 * @throws DataError if the file is no store of ours, is of a version that this one does not know, or cannot be opened or made
 * @example
 * ```ts no-run
 * const store = openStore("2wiki.samples.db");
 * ```
 */
export function openStore(path: string): SampleStore {
  const db = openDatabase(path);
  const question = db.prepare("insert or ignore into questions (key, purpose, request) values (?, ?, ?)");
  const call = db.prepare(
    "insert into calls (key, first, count, prompt_tokens, cached_prompt_tokens, output_tokens) values (?, ?, ?, ?, ?, ?)",
  );
  const sample = db.prepare(
    "insert or ignore into samples (key, place, text, finish, output_tokens, call) values (?, ?, ?, ?, ?, ?)",
  );
  const range = db.prepare(
    "select place, text, finish, output_tokens, call from samples where key = ? and place >= ? and place < ? order by place",
  );
  const callById = db.prepare("select id, first, count, prompt_tokens, cached_prompt_tokens from calls where id = ?");

  // Immediate: a transaction that begins by reading cannot always become a writing one while others write.
  const write = db.transaction(({ request, completions, usage, ...origin }: Purchase) => {
    const key = storeKey(request, origin);
    const { samples: _, firstSample: first = 0, purpose = "stage", ...rest } = request;
    question.run(key, purpose, JSON.stringify(rest));
    const { lastInsertRowid: id } = call.run(
      key,
      first,
      completions.length,
      usage?.promptTokens ?? null,
      usage?.cachedPromptTokens ?? null,
      usage?.outputTokens ?? null,
    );
    const shares = usage === null ? null : shareTokens(usage.outputTokens, completions);
    let kept = 0;
    for (const [i, { text, finish }] of completions.entries())
      kept += sample.run(
        key,
        first + i,
        cellOf(text),
        finish,
        shares === null ? null : at(shares, i),
        Number(id),
      ).changes;
    return kept;
  });

  return {
    path,
    read: (request, first, count, origin) =>
      (range.all(storeKey(request, origin), first, first + count) as SampleRow[]).map(toSample),
    call(id) {
      const row = callById.get(id) as CallRow | undefined;
      if (row === undefined) throw new DataError({ file: path }, `requires call ${id} of its samples, found none`);
      return {
        id: row.id,
        first: row.first,
        count: row.count,
        promptTokens: row.prompt_tokens,
        cachedPromptTokens: row.cached_prompt_tokens,
      } satisfies StoredCall;
    },
    write: (purchase) => write.immediate(purchase),
    *questions() {
      const rows = db.prepare("select key, purpose, request from questions order by key").all() as {
        readonly key: string;
        readonly purpose: Purpose;
        readonly request: string;
      }[];
      for (const row of rows) {
        const request: LlmRequest = JSON.parse(row.request);
        const samples = (range.all(row.key, 0, Number.MAX_SAFE_INTEGER) as SampleRow[]).map(toSample);
        yield { key: row.key, request, purpose: row.purpose, ...originOf(row.key), samples } satisfies StoredQuestion;
      }
    },
    totals: () => totals(db),
    verify: () => verify(db),
    close: () => void db.close(),
  };
}

/** The database's driver ends a text at its first NUL: such a text is kept as its bytes. */
function cellOf(text: string): string | Buffer {
  return text.includes("\0") ? Buffer.from(text) : text;
}

function toSample({ place, text, finish, output_tokens, call }: SampleRow): StoredSample {
  const whole = typeof text === "string" ? text : Buffer.from(text).toString("utf8");
  return { place, text: whole, finish, outputTokens: output_tokens, call };
}

/** The tokens of a call, shared by length of text in whole numbers that add up. */
function shareTokens(tokens: number, completions: readonly Completion[]): number[] {
  const characters = completions.map((completion) => completion.text.length + 1);
  const all = characters.reduce((a, b) => a + b, 0);
  let seen = 0;
  let given = 0;
  return characters.map((count) => {
    seen += count;
    const share = Math.round((tokens * seen) / all) - given;
    given += share;
    return share;
  });
}

function totals(db: Database.Database): StoreTotals {
  const sums = db
    .prepare(
      `select count(*) as calls, coalesce(sum(count), 0) as completions, coalesce(sum(prompt_tokens), 0) as prompt, coalesce(sum(cached_prompt_tokens), 0) as cached,
       coalesce(sum(output_tokens), 0) as output, coalesce(sum(prompt_tokens is null), 0) as unmetered from calls`,
    )
    .get();
  const count = (table: string) => Number(value(db.prepare(`select count(*) as n from ${table}`).get(), "n"));
  return {
    questions: count("questions"),
    samples: count("samples"),
    calls: Number(value(sums, "calls")),
    completions: Number(value(sums, "completions")),
    promptTokens: Number(value(sums, "prompt")),
    cachedPromptTokens: Number(value(sums, "cached")),
    outputTokens: Number(value(sums, "output")),
    unmetered: Number(value(sums, "unmetered")),
  };
}

function verify(db: Database.Database): string[] {
  const faults = (db.prepare("pragma integrity_check").all() as unknown[])
    .map((row) => String(value(row, "integrity_check")))
    .filter((text) => text !== "ok");
  for (const row of db.prepare("select key, request from questions").all() as { key: string; request: string }[]) {
    let key: string;
    try {
      key = storeKey(JSON.parse(row.request), originOf(row.key));
    } catch (error) {
      faults.push(`question ${row.key}: its request cannot be read: ${String(error)}`);
      continue;
    }
    if (key !== row.key) faults.push(`question ${row.key}: its request has the key ${key}`);
  }
  const orphans = db
    .prepare(
      `select samples.key as key, samples.place as place, calls.id is null as nocall, questions.key is null as noquestion
       from samples left join calls on calls.id = samples.call and calls.key = samples.key
       left join questions on questions.key = samples.key where calls.id is null or questions.key is null`,
    )
    .all() as { key: string; place: number; nocall: number; noquestion: number }[];
  for (const { key, place, nocall } of orphans)
    faults.push(`sample ${place} of question ${key}: ${nocall === 1 ? "its call" : "its question"} is missing`);
  return faults;
}

import Database from "libsql";
import { DataError, errorCode } from "../../core/index.js";

/** Marks our files ("isoc" in ASCII), so that another database is not taken for a store. */
const APPLICATION_ID = 0x69736f63;
const VERSION = 1;

const schema = `
  create table questions (key text primary key, purpose text not null, request text not null) without rowid;
  create table calls (
    id integer primary key, key text not null, first integer not null, count integer not null,
    prompt_tokens integer, cached_prompt_tokens integer, output_tokens integer
  );
  create table samples (
    key text not null, place integer not null, text text not null, finish text not null, output_tokens integer,
    call integer not null, primary key (key, place)
  ) without rowid;
`;

/** How long another process that writes is waited for, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Opens the database of a store, or makes it. Any number of processes may do so at once.
 *
 * @throws DataError if the file is no store of ours, is of a version that this one does not know, cannot be opened or made, or is
 * locked for half a minute
 */
export function openDatabase(path: string): Database.Database {
  const db = connect(path);
  try {
    // Before anything else: every statement below may meet another process that writes.
    db.exec(`pragma busy_timeout = ${PATIENCE}`);
    // One transaction: between two readings another process could make the store, and it would look like somebody else's.
    if (!db.transaction(() => isStore(db, path))()) create(db, path);
    writeAhead(db);
    db.exec("pragma synchronous = normal");
    return db;
  } catch (error) {
    db.close();
    if (error instanceof Error && /not a database|malformed/i.test(error.message))
      throw new DataError({ file: path }, `requires a store of samples: ${error.message}`, { cause: error });
    if (isBusy(error))
      throw new DataError({ file: path }, `requires to be let in, found it locked for ${PATIENCE / 1000} s`, {
        cause: error,
      });
    throw error;
  }
}

function connect(path: string): Database.Database {
  try {
    return new Database(path);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new DataError({ file: path }, `requires a file in a folder that is there and can be written to (${said})`, {
      cause: error,
    });
  }
}

/** Whether the database is a store of ours; `false` if there is nothing in it yet. */
function isStore(db: Database.Database, path: string): boolean {
  const id = pragma(db, "application_id");
  if (id === APPLICATION_ID) {
    const version = pragma(db, "user_version");
    if (version === VERSION) return true;
    throw new DataError({ file: path }, `requires a store of version ${VERSION}, found version ${version}`);
  }
  if (Number(value(db.prepare("select count(*) as n from sqlite_master").get(), "n")) === 0) return false;
  throw new DataError({ file: path }, "requires a store of samples, found another SQLite database");
}

/** Two processes may find nothing at the same time: the lock decides, and the second finds a store. */
function create(db: Database.Database, path: string): void {
  db.transaction(() => {
    if (isStore(db, path)) return;
    db.exec(schema);
    db.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${VERSION}`);
  }).immediate();
}

/** SQLite does not wait for others when it changes the kind of journal, whatever its timeout: a new store's openers meet here. */
function writeAhead(db: Database.Database): void {
  for (const start = performance.now(); ; ) {
    try {
      db.exec("pragma journal_mode = wal");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() - start > PATIENCE) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function isBusy(error: unknown): boolean {
  return String(errorCode(error)).startsWith("SQLITE_BUSY");
}

function pragma(db: Database.Database, name: string): number {
  return Number(value(db.prepare(`pragma ${name}`).get(), name));
}

/** A column of a row, whose type the driver does not know. */
export function value(row: unknown, name: string): unknown {
  return typeof row === "object" && row !== null ? (row as Record<string, unknown>)[name] : undefined;
}

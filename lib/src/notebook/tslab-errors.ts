import type { ErrorOutput } from "./notebook.js";

/** An error read from the text that stock tslab prints instead of sending an error message. */
export interface PrintedError {
  readonly ename: string;
  readonly evalue: string;
  /** Line and column in the cell, from one: exact for compiler messages. */
  readonly sourceLine?: number;
  /** The line of JavaScript that raised, which Node prints above an exception. */
  readonly raisedBy?: string;
  readonly text: string;
}

const diagnostic = /^(?:(\S+) )?(\d+):(\d+) - (.*)$/s;

/**
 * Rebuilds the error of a failed cell from what stock tslab wrote to stderr, one text per message: either lines `3:7 - message` of the
 * compiler, or a printed exception.
 */
export function readPrintedError(stderr: readonly string[]): PrintedError {
  const compiler = stderr.filter((text) => diagnostic.test(text.trimEnd()));
  const first = diagnostic.exec(compiler[0]?.trimEnd() ?? "");
  const last = stderr.at(-1) ?? "";
  if (first !== null && diagnostic.test(last.trimEnd()))
    return {
      ename: "TypeScriptError",
      evalue: first[4] ?? "",
      ...(first[1] === undefined ? { sourceLine: Number(first[2]) } : {}),
      text: compiler.join("").trimEnd(),
    };
  return readException(last);
}

/** Reads one printed exception: `Name: message` and the frames below it, or any other thrown value. */
export function readException(printed: string): PrintedError {
  const text = printed.trimEnd();
  // Node prints file, line of code and a caret above an exception of a script.
  const excerpt = /^evalmachine\.<anonymous>:\d+\n(.*)\n\s*\^[\s^]*\n\n/.exec(text);
  const body = text.slice(excerpt?.[0].length ?? 0);
  const named = /^(?:Uncaught )?([A-Z][\w$.]*)(?: \[\w+\])?: (.*)$/m.exec(body);
  const bare = /^([A-Za-z_$][\w$.]*)(?: \[\w+\])?\n {4}at /.exec(body);
  return {
    ename: named?.[1] ?? bare?.[1] ?? "Error",
    evalue: named?.[2] ?? (bare === null ? (body.split("\n")[0] ?? "") : ""),
    ...(excerpt?.[1] === undefined ? {} : { raisedBy: excerpt[1] }),
    text,
  };
}

const prefixes = ["UnhandledPromiseRejection:", "UncaughtException:"];

/** What tslab prints for an error that no cell caught, and after which it goes on as if nothing had been; undefined for other texts. */
export function readUncaught(stderr: string): (PrintedError & { readonly how: string }) | undefined {
  const prefix = prefixes.find((start) => stderr.startsWith(start));
  if (prefix === undefined) return undefined;
  const how = prefix === "UncaughtException:" ? "uncaught exception" : "unhandled rejection";
  return { ...readException(stderr.slice(prefix.length).trimStart()), how };
}

/** The error as an output of the notebook; its text stands in the cell's stderr already, so the traceback is short. */
export function errorOutput(error: PrintedError): ErrorOutput {
  return {
    output_type: "error",
    ename: error.ename,
    evalue: error.evalue,
    traceback: [`${error.ename}: ${error.evalue}`],
  };
}

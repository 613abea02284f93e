import { endedWithin, type Kernel } from "./kernel.js";
import type { KernelExit } from "./kernel-process.js";

/** How the run of one piece of code ended. */
export type CodeEnd =
  | {
      readonly kind: "replied";
      readonly status: "ok" | "error" | "aborted";
      readonly executionCount: number | null;
      /** False if the kernel never said that it was idle again: outputs are missing. */
      readonly complete: boolean;
    }
  | { readonly kind: "timeout"; readonly killed: boolean }
  | { readonly kind: "interrupted"; readonly killed: boolean }
  | { readonly kind: "died"; readonly exit: KernelExit };

export interface CodeOptions {
  /** Seconds; 0 for no limit. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether the kernel shall drop requests that follow an error. */
  readonly stopOnError: boolean;
}

const interruptGrace = 2000; // ms between the interrupt and SIGTERM
const termGrace = 1000; // ms between SIGTERM and SIGKILL
const quietGrace = 1000; // ms without a message after the reply until the rest is given up
const questions = 3; // one may be read in the same turn of a busy kernel's event loop as the code's end, before rejections are told
const lastWords = 30; // ms for messages that a dead kernel sent before its end

/**
 * Runs code on the kernel. Done is: the reply came, and iopub said idle. A question is sent right behind the code, whose own idle proves
 * that every message of the code has arrived, those included that Node prints just after a cell (unhandled rejections), and that an
 * idle not seen by then will never come.
 *
 * @param onSent is given the request's id before any message of it can arrive
 */
export function runCode(
  kernel: Kernel,
  code: string,
  options: CodeOptions,
  onSent: (id: string) => void,
): Promise<CodeEnd> {
  const { channels, process: child } = kernel;
  return new Promise((resolve) => {
    let reply: Extract<CodeEnd, { kind: "replied" }> | undefined;
    let idle = false;
    let question = "";
    let answered = 0;
    let stopped: "timeout" | "interrupted" | undefined;
    let over = false;
    let quiet: NodeJS.Timeout | undefined;
    let limit: NodeJS.Timeout | undefined;

    const finish = (end: CodeEnd) => {
      if (over) return;
      over = true;
      clearTimeout(quiet);
      clearTimeout(limit);
      options.signal?.removeEventListener("abort", onAbort);
      stopListening();
      resolve(end);
    };
    const settle = (complete: boolean) => {
      if (stopped !== undefined) finish({ kind: stopped, killed: false });
      else if (reply !== undefined) finish({ ...reply, complete });
    };
    const waitForQuiet = () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => settle(idle), quietGrace);
    };
    const stop = async (why: "timeout" | "interrupted") => {
      if (stopped !== undefined || over || reply !== undefined) return;
      stopped = why;
      // Twice: tslab loses one that comes while it still compiles the cell.
      for (let attempt = 0; attempt < 2; attempt++) {
        kernel.interrupt();
        if (await replied(interruptGrace / 2)) return;
      }
      child.signal("SIGTERM");
      if (!(await endedWithin(child, termGrace))) child.signal("SIGKILL");
    };
    /** Whether the code ends, by a reply or with the kernel, within so many milliseconds. */
    const replied = async (patience: number): Promise<boolean> => {
      const end = Date.now() + patience;
      while (Date.now() < end && reply === undefined && child.exit() === undefined)
        await new Promise((wake) => setTimeout(wake, 10));
      return reply !== undefined || child.exit() !== undefined;
    };
    const onAbort = () => void stop("interrupted");

    const stopListening = channels.listen((message, channel) => {
      const parent = message.parent_header.msg_id;
      if (channel === "shell" && parent === id && message.header.msg_type === "execute_reply") {
        reply = readReply(message.content);
        clearTimeout(limit);
        question = channels.send("shell", "kernel_info_request", {});
      } else if (channel === "iopub" && isIdle(message.header.msg_type, message.content)) {
        if (parent === id) idle = true;
        else if (parent === question && reply !== undefined) {
          if (++answered >= questions) return settle(idle);
          question = channels.send("shell", "kernel_info_request", {});
        }
      }
      if (reply !== undefined) waitForQuiet();
    });
    const id = channels.send("shell", "execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: options.stopOnError,
    });
    onSent(id);

    if (options.timeout > 0) limit = setTimeout(() => void stop("timeout"), options.timeout * 1000);
    options.signal?.addEventListener("abort", onAbort);
    if (options.signal?.aborted) onAbort();
    void child.exited.then((exit) =>
      setTimeout(
        () => finish(stopped === undefined ? { kind: "died", exit } : { kind: stopped, killed: true }),
        lastWords,
      ),
    );
  });
}

function isIdle(type: string, content: Readonly<Record<string, unknown>>): boolean {
  return type === "status" && content["execution_state"] === "idle";
}

function readReply(content: Readonly<Record<string, unknown>>): Extract<CodeEnd, { kind: "replied" }> {
  const { status, execution_count: count } = content;
  // tslab says abort, the protocol aborted: dropped without running, since an error came before.
  const known = status === "ok" ? "ok" : status === "abort" || status === "aborted" ? "aborted" : "error";
  return { kind: "replied", status: known, executionCount: typeof count === "number" ? count : null, complete: true };
}

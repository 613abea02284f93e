import { setImmediate as nextTurn } from "node:timers/promises";
import type { Executor } from "../engine.js";
import { wrap } from "../mend.js";
import { Doing, type UserCode } from "./user-code.js";

class Interrupted extends Error {
  override readonly name = "KeyboardInterrupt";
  readonly code = "ERR_SCRIPT_EXECUTION_INTERRUPTED";
  constructor() {
    super("interrupted");
  }
}

type Outcome = { readonly ok: boolean } | { readonly error: unknown };

/** One cell on its way from its first statement to its end. */
interface Run {
  readonly number: number;
  /** How the engine says it ended; a termination may have dropped the news. */
  outcome?: Outcome;
  readonly end: (outcome: Outcome) => void;
}

/**
 * Runs cells in such a way that a termination, which drops every microtask that waits, can neither hit the kernel's own work nor keep a cell from ending.
 *
 * Work of the kernel's own is declared as such to the control thread, which then terminates nothing. Where user code may run,
 * the news of a cell's end goes on by a turn of the event loop of its own, and an interrupt brings it again if it was lost.
 */
export class CellRuns {
  readonly #userCode: UserCode;
  readonly #reportError: (error: unknown) => void;
  #requests = 0;
  #runs = 0;
  #current: Run | undefined;
  /** The cell is past its first `await`: whatever runs is the user's. */
  #awaited = false;
  #interruptEngine: () => void = () => {};

  /** @param reportError shows an error as the running cell's */
  constructor(userCode: UserCode, reportError: (error: unknown) => void) {
    this.#userCode = userCode;
    this.#reportError = reportError;
  }

  /** Handles a request: none of it can be stopped but the cell's own program. */
  async serve(handle: () => Promise<void>): Promise<void> {
    this.#requests += 1;
    this.#userCode.become(Doing.kernel);
    try {
      const handled = handle();
      this.#rest();
      await handled;
    } finally {
      this.#requests -= 1;
      this.#rest();
    }
  }

  /** Runs a cell's program up to its first `await`. */
  enter(program: () => unknown): unknown {
    this.#userCode.become(Doing.cell);
    try {
      if (this.#current && this.#userCode.isForbidden(this.#current.number)) throw new Interrupted();
      const value = program();
      this.#awaited = value !== undefined;
      return value;
    } finally {
      this.#rest();
    }
  }

  /** Has the executor's cells end whatever a termination takes away, and its interrupts reach the cell that runs. */
  tap(executor: Executor): void {
    this.#interruptEngine = executor.interrupt.bind(executor);
    executor.interrupt = () => this.interrupt(this.#current?.number ?? 0);
    wrap(executor, "execute", (execute) => async (source) => {
      this.#runs += 1;
      const number = this.#runs;
      this.#userCode.run = number;
      await nextTurn(); // nothing of the kernel's may wait among the cell's microtasks
      const outcome = await new Promise<Outcome>((end) => {
        const run: Run = { number, end };
        this.#current = run;
        const ended = (given: Outcome): void => {
          run.outcome = given;
          setImmediate(() => this.#end(run));
        };
        execute(source).then(
          (ok) => ended({ ok }),
          (error) => ended({ error }),
        );
      });
      if ("error" in outcome) throw outcome.error;
      return outcome.ok;
    });
  }

  /** Ends the run, if it is still the one. */
  interrupt(number: number): void {
    const run = this.#current;
    if (run?.number !== number) return;
    this.#interruptEngine();
    setImmediate(() => this.#end(run));
  }

  #end(run: Run): void {
    if (this.#current !== run) return;
    this.#userCode.become(Doing.kernel);
    this.#current = undefined;
    this.#awaited = false;
    this.#userCode.run = 0;
    if (!run.outcome) this.#reportError(new Interrupted());
    run.end(run.outcome ?? { ok: false });
  }

  #rest(): void {
    const users = this.#requests === 0 || this.#awaited;
    this.#userCode.become(users ? Doing.waiting : Doing.kernel);
  }
}

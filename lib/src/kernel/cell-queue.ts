import { setImmediate as nextTurn } from "node:timers/promises";
import type { TaskQueue } from "./engine.js";

/**
 * Runs cells one after another. When one fails, those that had already arrived are turned down, as Jupyter's protocol wants it;
 * those that arrive after its reply run.
 */
export class CellQueue implements TaskQueue {
  /** How the request that is added next wants to be treated. */
  next: { readonly continueAfterError: boolean } = { continueAfterError: false };
  /** Resolves when a failure has been dealt with and new requests will run. */
  settled: Promise<void> = Promise.resolve();
  readonly #refusal: () => Error;
  #last: Promise<unknown> = Promise.resolve();
  #failures = 0;

  constructor(refusal: () => Error) {
    this.#refusal = refusal;
  }

  add<T>(task: () => Promise<T>): Promise<T> {
    const { continueAfterError } = this.next;
    const failuresBefore = this.#failures;
    const run = async (): Promise<T> => {
      if (this.#failures !== failuresBefore) throw this.#refusal();
      try {
        return await task();
      } catch (error) {
        if (!continueAfterError) this.settled = this.#turnDown();
        throw error;
      }
    };
    const result = this.#last.then(run, run);
    this.#last = result.catch(() => this.settled);
    return result;
  }

  /** The engine's own way to forget failures, on a timer that would let two cells run at once. */
  reset(): void {}

  /** Requests that lie in the socket when the cell fails belong to the same batch: they are read within a turn or two. */
  async #turnDown(): Promise<void> {
    await nextTurn();
    await nextTurn();
    this.#failures += 1;
  }
}

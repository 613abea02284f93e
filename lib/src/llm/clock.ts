import { setTimeout as delay } from "node:timers/promises";
import { allowMany, isAborted } from "./aborted.js";

/** Time as the wrappers see it; tests pass one that does not wait. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Waits; ends early, without an error, when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(ms, signal) {
    if (signal !== undefined) allowMany(signal);
    // The promise form removes its own listener from the signal, so a long-lived signal gathers none.
    await delay(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      if (!isAborted(signal)) throw error;
    });
  },
};

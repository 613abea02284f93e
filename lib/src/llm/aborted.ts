import { setMaxListeners } from "node:events";
import type { Unavailable } from "./reply.js";

/** The answer to a request whose signal has fired. */
export const aborted: Unavailable = { kind: "unavailable", reason: "aborted", why: "the caller stopped the request" };

/** Asks anew each time: the compiler takes a field it has seen once for settled, also across an await. */
export function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/**
 * Calls `listener` when the signal fires; the returned function takes it off again. One signal may stop thousands of requests,
 * which Node takes for a leak from the eleventh listener on unless it is told.
 */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {};
  allowMany(signal);
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}

export function allowMany(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}

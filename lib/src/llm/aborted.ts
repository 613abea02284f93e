import type { Unavailable } from "./reply.js";

/** The answer to a request whose signal has fired. */
export const aborted: Unavailable = { kind: "unavailable", reason: "aborted", why: "the caller stopped the request" };

/** Asks anew each time: the compiler takes a field it has seen once for settled, also across an await. */
export function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

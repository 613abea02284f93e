import type { Rng } from "../core/index.js";
import { aborted, isAborted } from "./aborted.js";
import { type LlmClient, wrapping } from "./client.js";
import { type Clock, systemClock } from "./clock.js";
import type { LlmReply } from "./reply.js";

/** How often and how patiently to ask again. */
export interface RetryOptions {
  /** Tries in all, the first included. @default 6 */
  readonly attempts?: number;
  /** The wait before the second try, doubled for each further one, in milliseconds. @default 500 */
  readonly firstWaitMs?: number;
  /** No wait of ours is longer; a server that asks for more gets no further try. @default 60000 */
  readonly longestWaitMs?: number;
  /** Whether a refusal is asked again: worth it where refusals are a fault of the server, not its judgement. @default false */
  readonly refusals?: boolean;
  /** @default the system's */
  readonly clock?: Clock;
}

/**
 * Asks again when the server is busy (408, 409, 429, 5xx), when no answer came in time, when the connection was lost, or
 * when the answer could not be read. Waits double from try to try, each drawn uniformly from its upper half, and are never shorter
 * than the server's Retry-After.
 *
 * Wrap it around `withLimit`, `withCaps` and `withLedger`, so that every try waits its turn and is counted.
 *
 * @param rng draws the waits
 * @returns a client whose reply is that of the last try
 * @throws RangeError unless `attempts` is an integer of at least one
 * @see Brooker 2015, "Exponential backoff and jitter" (equal jitter)
 * @example
 * const client = withRetry(scriptedClient([{ kind: "unavailable", reason: "busy", why: "429" }, "4"]), createRng("waits"), { firstWaitMs: 1 });
 * (await client({ model: "any", messages: [] })).kind; // => "text"
 */
export function withRetry(client: LlmClient, rng: Rng, options: RetryOptions = {}): LlmClient {
  const { attempts = 6, firstWaitMs = 500, longestWaitMs = 60_000, refusals = false, clock = systemClock } = options;
  if (!Number.isSafeInteger(attempts) || attempts < 1)
    throw new RangeError(`withRetry requires at least one attempt, got ${attempts}`);
  return wrapping(client, async (request, signal) => {
    for (let attempt = 1; ; attempt++) {
      const reply = await client(request, signal);
      if (attempt === attempts || !worthAnother(reply, refusals)) return reply;
      const asked = reply.kind === "unavailable" ? (reply.retryAfterMs ?? 0) : 0;
      if (asked > longestWaitMs) return reply;
      const ceiling = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
      await clock.sleep(Math.max(asked, ceiling * (0.5 + 0.5 * rng.uniform())), signal);
      if (isAborted(signal)) return aborted;
    }
  });
}

function worthAnother(reply: LlmReply, refusals: boolean): boolean {
  switch (reply.kind) {
    case "text":
      return false;
    case "refused":
      return refusals;
    case "unavailable":
      switch (reply.reason) {
        case "busy":
        case "timeout":
        case "network":
        case "malformed":
          return true;
        case "rejected":
        case "cap":
        case "tape":
        case "aborted":
          return false;
      }
  }
}

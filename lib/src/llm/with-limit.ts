import { aborted, isAborted, onAbort } from "./aborted.js";
import { type LlmClient, wrapping } from "./client.js";
import { type Clock, systemClock } from "./clock.js";

/** What an endpoint bears. */
export interface LimitOptions {
  /** Requests under way at once. @default 16 */
  readonly concurrency?: number;
  /** Requests begun per second, evenly spaced. @default no limit */
  readonly perSecond?: number;
  /** @default the system's */
  readonly clock?: Clock;
}

/**
 * Holds a client to what its endpoint bears; who comes too early waits, in order of arrival. One wrapped client is one
 * endpoint: share it rather than wrapping twice.
 *
 * @throws RangeError unless `concurrency` is an integer of at least one and `perSecond` is above zero
 * @example
 * const client = withLimit(scriptedClient(() => "4"), { concurrency: 1 });
 * (await client({ model: "any", messages: [] })).kind; // => "text"
 */
export function withLimit(client: LlmClient, options: LimitOptions = {}): LlmClient {
  const { concurrency = 16, perSecond = Number.POSITIVE_INFINITY, clock = systemClock } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new RangeError(`withLimit requires a concurrency of at least one, got ${concurrency}`);
  if (!(perSecond > 0)) throw new RangeError(`withLimit requires perSecond above zero, got ${perSecond}`);
  const gate = createGate(concurrency);
  let nextStart = Number.NEGATIVE_INFINITY;
  return wrapping(client, async (request, signal) => {
    if (!(await gate.enter(signal))) return aborted;
    try {
      if (perSecond !== Number.POSITIVE_INFINITY) {
        const start = Math.max(clock.now(), nextStart);
        nextStart = start + 1000 / perSecond;
        if (start > clock.now()) await clock.sleep(start - clock.now(), signal);
      }
      if (isAborted(signal)) return aborted;
      return await client(request, signal);
    } finally {
      gate.leave();
    }
  });
}

interface Gate {
  /** Resolves to true once inside, to false if the signal fired first. */
  enter(signal?: AbortSignal): Promise<boolean>;
  leave(): void;
}

function createGate(places: number): Gate {
  let free = places;
  const queue = new Set<(inside: boolean) => void>();
  return {
    enter(signal) {
      if (isAborted(signal)) return Promise.resolve(false);
      if (free > 0) {
        free -= 1;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const settle = (inside: boolean) => {
          queue.delete(settle);
          forget();
          resolve(inside);
        };
        const forget = onAbort(signal, () => settle(false));
        queue.add(settle);
      });
    },
    leave() {
      const [first] = queue;
      if (first === undefined) free += 1;
      else first(true); // the place passes on without becoming free in between
    },
  };
}

import type { Rng } from "../../core/index.js";

/**
 * What can go wrong between a client and a server.
 *
 * - `busy` 429 with Retry-After, `error` 500, `overloaded` 503
 * - `hang` no byte ever comes, `slow` a good reply comes late
 * - `reset` the connection is lost before the reply, `cut` in the middle of it
 * - `truncated` the JSON ends in the middle, `malformed` a web page comes in its place
 * - `refusal` the model declines
 */
export type FaultKind =
  | "busy"
  | "error"
  | "overloaded"
  | "hang"
  | "slow"
  | "reset"
  | "cut"
  | "truncated"
  | "malformed"
  | "refusal";

/** Every kind of fault. */
export const faultKinds: readonly FaultKind[] = [
  "busy",
  "error",
  "overloaded",
  "hang",
  "slow",
  "reset",
  "cut",
  "truncated",
  "malformed",
  "refusal",
];

/** Faults on demand. */
export interface Faults {
  /** The share of requests that go wrong, in [0, 1]. */
  readonly rate: number;
  /** Drawn from evenly. @default all kinds */
  readonly kinds?: readonly FaultKind[];
  /** Draws, in order of arrival, which requests go wrong and how. */
  readonly rng: Rng;
  /** How late a slow reply comes, in milliseconds. @default 200 */
  readonly slowMs?: number;
  /** When a hanging connection is dropped, in milliseconds. @default 60000 */
  readonly hangMs?: number;
  /** The Retry-After of a busy reply, in milliseconds. @default 50 */
  readonly retryAfterMs?: number;
}

export interface FaultPlan {
  /** The fault of the next request, or null. */
  next(): FaultKind | null;
  readonly slowMs: number;
  readonly hangMs: number;
  readonly retryAfterMs: number;
}

export function planFaults(faults: Faults | undefined): FaultPlan {
  if (faults === undefined) return { next: () => null, slowMs: 0, hangMs: 0, retryAfterMs: 0 };
  const { rate, kinds = faultKinds, rng, slowMs = 200, hangMs = 60_000, retryAfterMs = 50 } = faults;
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`faults require a rate in [0, 1], got ${rate}`);
  if (kinds.length === 0) throw new RangeError("faults require at least one kind, got none");
  const unknown = kinds.find((kind) => !faultKinds.includes(kind));
  if (unknown !== undefined) throw new RangeError(`faults require kinds of ${faultKinds.join(", ")}, got ${unknown}`);
  return {
    next: () => (rng.uniform() < rate ? (kinds[rng.below(kinds.length)] ?? null) : null),
    slowMs,
    hangMs,
    retryAfterMs,
  };
}

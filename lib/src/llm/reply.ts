/** What a call used, in tokens as the server counts them. */
export interface Usage {
  /** All prompt tokens, cached ones included. */
  readonly promptTokens: number;
  /** Those of them that the server had read before and charges less for. */
  readonly cachedPromptTokens: number;
  /** The tokens of all completions of the call together. */
  readonly outputTokens: number;
}

/** One completion: how it ended says whether it is whole (`stop`), cut at the token limit (`length`) or withheld (`refused`). */
export interface Completion {
  readonly text: string;
  readonly finish: "stop" | "length" | "refused";
}

/**
 * Why there is no reply.
 *
 * - `busy`: the server asked to come again (408, 409, 429, 5xx); behind a gateway's 502 or 504 it may have been billed
 * - `timeout`, `network`, `malformed`: no answer in time, a lost connection, or one that cannot be read; it may have been billed
 * - `rejected`: the request or the key is wrong (400, 401, 403, 404, 422 …); asking again does not help
 * - `cap`: a limit on requests, tokens or money would be passed
 * - `tape`: the tape has no such request and no live client stands behind it
 * - `aborted`: the caller's signal fired
 */
export type UnavailableReason = "busy" | "timeout" | "network" | "malformed" | "rejected" | "cap" | "tape" | "aborted";

/** No reply, and why. */
export interface Unavailable {
  readonly kind: "unavailable";
  readonly reason: UnavailableReason;
  readonly why: string;
  /** The HTTP status, where there was one. */
  readonly status?: number;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What the parts of the request that were answered used; null where the server does not tell, left out where there were none. */
  readonly usage?: Usage | null;
}

/** What stands for a call that threw: it may have reached the server. */
export const lost: Unavailable = { kind: "unavailable", reason: "network", why: "the call failed" };

/** At least one completion that says something. `usage` is null where the server does not tell. */
export interface TextReply {
  readonly kind: "text";
  /** The name that the server was sent for the model, where it is another than the request's. */
  readonly servedAs?: string;
  readonly completions: readonly Completion[];
  readonly usage: Usage | null;
}

/** Every completion was withheld. */
export interface RefusedReply {
  readonly kind: "refused";
  readonly why: string;
  readonly servedAs?: string;
  readonly completions: readonly Completion[];
  readonly usage: Usage | null;
}

/** What comes of a request. */
export type LlmReply = TextReply | RefusedReply | Unavailable;

/**
 * A reply of these completions: `refused` when every one was withheld, else `text`.
 *
 * @throws RangeError without a completion
 * @example
 * replyOf([{ text: "4", finish: "stop" }], null).kind; // => "text"
 */
export function replyOf(completions: readonly Completion[], usage: Usage | null): TextReply | RefusedReply {
  const first = completions[0];
  if (first === undefined) throw new RangeError("replyOf requires at least one completion, got none");
  if (completions.some((completion) => completion.finish !== "refused")) return { kind: "text", completions, usage };
  return { kind: "refused", why: first.text, completions, usage };
}

/**
 * The sum of two usages.
 *
 * @example
 * addUsage({ promptTokens: 10, cachedPromptTokens: 0, outputTokens: 2 }, { promptTokens: 10, cachedPromptTokens: 8, outputTokens: 3 }); // => { promptTokens: 20, cachedPromptTokens: 8, outputTokens: 5 }
 */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    cachedPromptTokens: a.cachedPromptTokens + b.cachedPromptTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  };
}

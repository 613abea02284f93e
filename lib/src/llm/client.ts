import type { LlmReply } from "./reply.js";
import type { LlmRequest } from "./request.js";

/**
 * Whoever answers requests: a live endpoint, a tape, a script, a simulated model. Clients compose like functions:
 * `taped(tape, withRetry(withLimit(client, limits), rng))`. A client answers `unavailable` rather than throwing;
 * it throws for a caller's mistake alone.
 */
export interface LlmClient {
  (request: LlmRequest, signal?: AbortSignal): Promise<LlmReply>;
  /** The name that the server is sent for a model, where it may be another than the request's; wrappers hand it on. */
  readonly servedAs?: (model: string) => string;
}

/** A wrapper around a client, with the names of models that the client uses. */
export function wrapping(client: LlmClient | undefined, wrapper: LlmClient): LlmClient {
  return client?.servedAs === undefined ? wrapper : Object.assign(wrapper, { servedAs: client.servedAs });
}

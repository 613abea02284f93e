import type { LlmReply } from "./reply.js";
import type { LlmRequest } from "./request.js";

/**
 * Whoever answers requests: a live endpoint, a tape, a script, a simulated model. Clients compose like functions:
 * `taped(tape, withRetry(withLimit(client, limits), rng))`. A client answers `unavailable` rather than throwing;
 * it throws for a caller's mistake alone.
 */
export type LlmClient = (request: LlmRequest, signal?: AbortSignal) => Promise<LlmReply>;

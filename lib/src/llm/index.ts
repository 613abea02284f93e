/** llm: asking models. Requests, replies, wrappers around clients, and a server that makes a client of ours look like any other. */

export type { ModelPrice, Prices } from "../core/index.js";
export { byModel } from "./by-model.js";
export {
  type Caps,
  createMeter,
  type Meter,
  type MeterOptions,
  type Reservation,
  type Spending,
  withCaps,
} from "./caps.js";
export type { LlmClient } from "./client.js";
export type { Clock } from "./clock.js";
export { estimateTokens } from "./estimate-tokens.js";
export { type Parsed, parseJsonReply } from "./json-reply.js";
export { createLedger, type Ledger, type LedgerRow, withLedger } from "./ledger.js";
export { dollarsOf } from "./price.js";
export {
  addUsage,
  type Completion,
  type LlmReply,
  type RefusedReply,
  replyOf,
  type TextReply,
  type Unavailable,
  type UnavailableReason,
  type Usage,
} from "./reply.js";
export {
  type ContentPart,
  type LlmRequest,
  type Message,
  type Purpose,
  type ReplySchema,
  type Role,
  textOf,
} from "./request.js";
export { requestKey } from "./request-key.js";
export { type ScriptLine, scriptedClient } from "./scripted-client.js";
export { type FaultKind, type Faults, faultKinds } from "./server/faults.js";
export { inProcessFetch } from "./server/in-process-fetch.js";
export { type ModelServer, type ServedOptions, type ServeOptions, serveModels } from "./server/serve-models.js";
export { createTape, openTape, type Take, type Tape } from "./tape.js";
export { taped } from "./taped.js";
export { type LimitOptions, withLimit } from "./with-limit.js";
export { type RetryOptions, withRetry } from "./with-retry.js";
export { type SamplesOptions, withSamples } from "./with-samples.js";

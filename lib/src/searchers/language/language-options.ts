import type { LlmClient } from "../../llm/index.js";

/** The language model that a searcher asks. */
export interface LanguageOptions {
  /** Whoever answers: compose retries, caps, ledger and tape around it. */
  readonly client: LlmClient;
  /** The model's name in requests. */
  readonly model: string;
  /** For every call of the method; `null` sends none, for models that refuse one. @default what the method prescribes for each call */
  readonly temperature?: number | null;
  /** The most tokens of one reply, a reasoning model's thoughts included. @default 4096 */
  readonly maxTokens?: number;
}

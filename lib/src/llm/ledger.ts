import type { Prices } from "../core/index.js";
import { type LlmClient, wrapping } from "./client.js";
import { type Clock, systemClock } from "./clock.js";
import { dollarsOf } from "./price.js";
import { addUsage, type LlmReply, lost, type Usage } from "./reply.js";
import type { LlmRequest, Purpose } from "./request.js";

/** What was spent on one purpose with one model. */
export interface LedgerRow extends Usage {
  readonly purpose: Purpose;
  readonly model: string;
  /** Requests sent, the failed ones included. */
  readonly requests: number;
  /** Requests that gave no reply; what the answered parts of such a one used is in the sums. */
  readonly failed: number;
  /** Replies without a token count: what they used is missing from the sums. */
  readonly unmetered: number;
  /** Money in dollars, or null where the model has no price. */
  readonly dollars: number | null;
  /** Time from request to reply, summed; requests that ran side by side each count in full. */
  readonly seconds: number;
}

/** Tokens, money and seconds by purpose and model. */
export interface Ledger {
  record(request: LlmRequest, reply: LlmReply, seconds: number): void;
  /** One row per purpose and model, in order of first use. */
  rows(): readonly LedgerRow[];
  /** The sums over all rows; `dollars` is null as soon as one row has none. */
  total(): Omit<LedgerRow, "purpose" | "model">;
}

/**
 * An empty ledger.
 *
 * @param prices dollars per million tokens, by the models' names in requests
 * @example
 * createLedger().total().requests; // => 0
 */
export function createLedger(prices: Prices = {}): Ledger {
  const rows = new Map<string, LedgerRow>();
  return {
    record(request, reply, seconds) {
      const { purpose = "stage", model } = request;
      const price = prices[model];
      const key = `${purpose} ${model}`;
      const row = rows.get(key) ?? { ...nothing, purpose, model, dollars: price === undefined ? null : 0 };
      const { usage = undefined } = reply;
      rows.set(key, {
        ...row,
        ...(usage ? addUsage(row, usage) : {}),
        requests: row.requests + 1,
        failed: row.failed + (reply.kind === "unavailable" ? 1 : 0),
        unmetered: row.unmetered + (usage === null ? 1 : 0),
        dollars:
          row.dollars === null || price === undefined ? null : row.dollars + (usage ? dollarsOf(usage, price) : 0),
        seconds: row.seconds + seconds,
      });
    },
    rows: () => [...rows.values()],
    total() {
      let sum: Omit<LedgerRow, "purpose" | "model"> = { ...nothing, dollars: 0 };
      for (const row of rows.values())
        sum = {
          ...addUsage(sum, row),
          requests: sum.requests + row.requests,
          failed: sum.failed + row.failed,
          unmetered: sum.unmetered + row.unmetered,
          dollars: sum.dollars === null || row.dollars === null ? null : sum.dollars + row.dollars,
          seconds: sum.seconds + row.seconds,
        };
      return sum;
    },
  };
}

/**
 * Enters every request of a client in a ledger, one that throws as failed: it may have reached the server. Inside `withRetry` each try is
 * a request of its own.
 *
 * @example
 * const ledger = createLedger();
 * const client = withLedger(scriptedClient(() => "4"), ledger);
 * await client({ model: "any", messages: [], purpose: "fuse" });
 * ledger.rows().map((row) => row.purpose); // => ["fuse"]
 */
export function withLedger(client: LlmClient, ledger: Ledger, clock: Clock = systemClock): LlmClient {
  return wrapping(client, async (request, signal) => {
    const start = clock.now();
    let reply: LlmReply = lost;
    try {
      reply = await client(request, signal);
    } finally {
      ledger.record(request, reply, (clock.now() - start) / 1000);
    }
    return reply;
  });
}

const nothing = {
  requests: 0,
  failed: 0,
  unmetered: 0,
  promptTokens: 0,
  cachedPromptTokens: 0,
  outputTokens: 0,
  seconds: 0,
};

import type { Prices } from "../core/index.js";
import { aborted, isAborted, onAbort } from "./aborted.js";
import { type LlmClient, wrapping } from "./client.js";
import { dollarsOf } from "./price.js";
import { type LlmReply, lost, type Unavailable } from "./reply.js";
import type { LlmRequest } from "./request.js";

/** The most that may be spent. */
export interface Caps {
  /** Requests sent, every try counted. */
  readonly requests?: number;
  /** Prompt and output tokens together. */
  readonly tokens?: number;
  /** Money in US dollars. */
  readonly dollars?: number;
}

/** What was spent. */
export interface Spending {
  readonly requests: number;
  readonly tokens: number;
  readonly dollars: number;
}

/** How spending is foreseen. */
export interface MeterOptions {
  /** By the models' names in requests; required for a cap on money. */
  readonly prices?: Prices;
  /** What an earlier run of the same work spent. @default nothing */
  readonly spent?: Spending;
  /** The most tokens that one image can take. @default 8192 */
  readonly imageTokens?: number;
}

/** Counts spending against caps; one meter may stand behind several clients. */
export interface Meter {
  readonly caps: Caps;
  /** What was spent so far; calls under way are not in it. */
  spent(): Spending;
  /** Puts the most that the request can use aside; null if even that does not fit once all calls under way have ended. */
  reserve(request: LlmRequest, signal?: AbortSignal): Promise<Reservation | null>;
}

/** Money, tokens and one request put aside for a call. */
export interface Reservation {
  /** Replaces what was put aside by what the call used. */
  settle(reply: LlmReply): void;
}

/**
 * A meter that never lets spending pass its caps, under any concurrency: before a call it puts aside the most that the call can
 * use, and makes the call wait while calls under way hold too much. The most is one token per byte of prompt (a tokenizer never
 * makes more), 16 per message and 64 per request for the chat template, and `maxTokens` per completion.
 *
 * A call that ended without a readable reply after it was sent (timeout, lost connection, unreadable answer, a gateway's 502 or
 * 504), or whose reply has no token count, is taken to have used the most it could: the server may have billed it.
 *
 * @throws RangeError if a cap is not above zero; at a call, if a cap on tokens or money meets a request without `maxTokens`, or
 *   a cap on money a model without a price
 * @example
 * const client = withCaps(scriptedClient(() => "4"), createMeter({ requests: 1 }));
 * await client({ model: "any", messages: [] });
 * (await client({ model: "any", messages: [] })).kind; // => "unavailable"
 */
export function createMeter(caps: Caps, options: MeterOptions = {}): Meter {
  const { prices = {}, spent = { requests: 0, tokens: 0, dollars: 0 }, imageTokens = 8192 } = options;
  for (const [name, cap] of Object.entries(caps))
    if (!(cap > 0)) throw new RangeError(`createMeter requires a cap on ${name} above zero, got ${cap}`);
  const used = { ...spent };
  const held = { requests: 0, tokens: 0, dollars: 0 };
  let underWay = 0;
  const waiting = new Set<() => void>();

  const fits = (most: Spending) =>
    used.requests + held.requests + most.requests <= (caps.requests ?? Number.POSITIVE_INFINITY) &&
    used.tokens + held.tokens + most.tokens <= (caps.tokens ?? Number.POSITIVE_INFINITY) &&
    used.dollars + held.dollars + most.dollars <= (caps.dollars ?? Number.POSITIVE_INFINITY);

  function take(most: Spending, request: LlmRequest): Reservation {
    change(held, most, 1);
    underWay += 1;
    let open = true;
    return {
      settle(reply) {
        if (!open) return;
        open = false;
        underWay -= 1;
        change(held, most, -1);
        if (underWay === 0) Object.assign(held, { requests: 0, tokens: 0, dollars: 0 }); // rounding does not pile up
        change(used, actual(reply, request, most, prices), 1);
        for (const wake of [...waiting]) wake();
      },
    };
  }

  return {
    caps,
    spent: () => ({ ...used }),
    async reserve(request, signal) {
      const most = mostOf(request, caps, prices, imageTokens);
      while (!fits(most)) {
        if (underWay === 0 || isAborted(signal)) return null;
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiting.delete(wake);
            forget();
            resolve();
          };
          const forget = onAbort(signal, wake);
          waiting.add(wake);
        });
      }
      return take(most, request);
    },
  };
}

/**
 * Stops a client before the call that could pass a cap: such a call answers `unavailable` with reason `cap` and is not sent.
 *
 * @example
 * const meter = createMeter({ tokens: 1000 });
 * await withCaps(scriptedClient(() => "4"), meter)({ model: "any", messages: [], maxTokens: 2000 });
 * meter.spent().requests; // => 0
 */
export function withCaps(client: LlmClient, meter: Meter): LlmClient {
  return wrapping(client, async (request, signal) => {
    if (isAborted(signal)) return aborted;
    const reservation = await meter.reserve(request, signal);
    if (reservation === null) return isAborted(signal) ? aborted : capped(meter);
    let reply: LlmReply = lost;
    try {
      reply = await client(request, signal);
    } finally {
      reservation.settle(reply);
    }
    return reply;
  });
}

function capped(meter: Meter): Unavailable {
  const spent = meter.spent();
  const told = (["requests", "tokens", "dollars"] as const)
    .filter((name) => meter.caps[name] !== undefined)
    .map((name) => `${name} ${Number(spent[name].toPrecision(6))} of ${meter.caps[name]}`);
  return {
    kind: "unavailable",
    reason: "cap",
    why: `the next call could pass a cap (spent: ${told.join(", ")})`,
  };
}

function mostOf(request: LlmRequest, caps: Caps, prices: Prices, imageTokens: number): Spending {
  if (caps.tokens === undefined && caps.dollars === undefined) return { requests: 1, tokens: 0, dollars: 0 };
  const { maxTokens, samples = 1 } = request;
  if (maxTokens === undefined)
    throw new RangeError(
      "withCaps requires maxTokens in every request to hold a cap on tokens or money, got a request without",
    );
  let promptTokens = 64 + 16 * request.messages.length;
  for (const { content } of request.messages) {
    if (typeof content === "string") promptTokens += Buffer.byteLength(content);
    else for (const part of content) promptTokens += part.kind === "text" ? Buffer.byteLength(part.text) : imageTokens;
  }
  if (request.schema !== undefined) promptTokens += Buffer.byteLength(JSON.stringify(request.schema));
  const usage = { promptTokens, cachedPromptTokens: 0, outputTokens: maxTokens * samples };
  const price = prices[request.model];
  if (caps.dollars !== undefined && price === undefined)
    throw new RangeError(
      `withCaps requires a price for every model to hold a cap on money, got none for "${request.model}"`,
    );
  return {
    requests: 1,
    tokens: promptTokens + usage.outputTokens,
    dollars: price === undefined ? 0 : dollarsOf(usage, price),
  };
}

function actual(reply: LlmReply, request: LlmRequest, most: Spending, prices: Prices): Spending {
  if (reply.kind === "unavailable" && mayBeBilled(reply)) return most;
  if (reply.kind === "unavailable" && reply.usage === undefined) return { requests: 1, tokens: 0, dollars: 0 };
  if (!reply.usage) return most;
  const price = prices[request.model];
  return {
    requests: 1,
    tokens: reply.usage.promptTokens + reply.usage.outputTokens,
    dollars: price === undefined ? 0 : dollarsOf(reply.usage, price),
  };
}

function mayBeBilled({ reason, status }: Unavailable): boolean {
  switch (reason) {
    case "busy":
      // A gateway that lost its server, or its patience, says nothing of what the server did.
      return status === 502 || status === 504;
    case "rejected":
    case "cap":
    case "tape":
      return false;
    case "timeout":
    case "network":
    case "malformed":
    case "aborted":
      return true;
  }
}

function change(sum: { requests: number; tokens: number; dollars: number }, by: Spending, sign: 1 | -1): void {
  sum.requests += sign * by.requests;
  sum.tokens += sign * by.tokens;
  sum.dollars += sign * by.dollars;
}

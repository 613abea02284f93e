import { setMaxListeners } from "node:events";
import { type LlmClient, type LlmRequest, replyOf, requestKey, type Unavailable, type Usage } from "../../llm/index.js";
import type { Origin } from "./origin.js";
import type { SampleStore, StoredCall, StoredSample } from "./sample-store.js";

/**
 * Answers from the store what it holds, buys the rest from `client` and keeps it: a larger number of samples tops up, a smaller
 * one costs nothing. Samples that another request of this client is just buying are waited for, not bought again.
 *
 * Put it inside `withSamples`, so that each bought part is kept as it comes: `withSamples(stored(store, client), { perRequest })`.
 * The usage of a reply is what its samples cost when they were bought, whether now or long ago; where some cannot be had, that of the
 * others.
 *
 * A question is one by what is asked, by the name of the model that the server is sent, and by its origin; the server's address is no
 * part of it: a model that moved to another host is the same model.
 *
 * @param client left out, a gap answers `unavailable`, and models go by the names that servers were sent
 * @param origin of the client's samples: they are read and kept as of this one
 * @throws TypeError if the client's server knows a model by another name than `client.servedAs` says, which a wrapper left out
 * @example
 * const { scriptedClient } = await door("llm");
 * const client = stored(openStore(":memory:"), scriptedClient(["Paris"]));
 * const ask = { model: "any", messages: [{ role: "user" as const, content: "The capital of France?" }] };
 * await client(ask);
 * (await client(ask)).kind; // => "text"
 */
export function stored(store: SampleStore, client?: LlmClient, origin: Origin = {}): LlmClient {
  const named = (request: LlmRequest, model = client?.servedAs?.(request.model)) =>
    model === undefined ? request : { ...request, model };
  /** The purchase under way of a place, by question and place. */
  const buying = new Map<string, Promise<Unavailable | null>>();

  const answer: LlmClient = async (request, signal) => {
    const { samples = 1, firstSample = 0 } = request;
    const question = named(request);
    const key = requestKey(question);
    const nameOf = (place: number) => `${key} ${place}`;
    // Each round fills at least one gap, gives up, or takes over from a stopped request; the last one only reads.
    for (let round = 0; round <= samples + TAKEOVERS; round++) {
      const have = store.read(question, firstSample, samples, origin);
      if (have.length === samples)
        return replyOf(
          have.map(({ text, finish }) => ({ text, finish })),
          usageOf(store, have),
        );
      if (client === undefined) return gap(samples - have.length);
      const known = new Set(have.map((sample) => sample.place));
      const wanted = Array.from({ length: samples }, (_, i) => firstSample + i).filter((place) => !known.has(place));
      const awaited = new Set(wanted.flatMap((place) => buying.get(nameOf(place)) ?? []));
      const mine = runs(wanted.filter((place) => !buying.has(nameOf(place))));
      const purchases = mine.map(({ first, count }) => {
        const purchase = buy(client, { ...request, firstSample: first, samples: count }, signal).finally(() => {
          for (let i = 0; i < count; i++) buying.delete(nameOf(first + i));
        });
        for (let i = 0; i < count; i++) buying.set(nameOf(first + i), purchase);
        return purchase;
      });
      const others = [...awaited].map((purchase) => unlessAborted(purchase, signal));
      const failed = (await Promise.all([...purchases, ...others])).find((outcome) => outcome !== null);
      if (failed !== undefined && failed !== null) {
        // Somebody else's signal is not ours: what they gave up is ours to buy.
        if (failed.reason === "aborted" && signal?.aborted !== true) continue;
        const held = store.read(question, firstSample, samples, origin);
        return held.length === 0 ? failed : { ...failed, usage: usageOf(store, held) };
      }
    }
    return {
      kind: "unavailable",
      reason: "malformed",
      why: "the server keeps sending fewer completions than it is asked for",
    };
  };
  return client?.servedAs === undefined ? answer : Object.assign(answer, { servedAs: client.servedAs });

  async function buy(live: LlmClient, request: LlmRequest, signal?: AbortSignal): Promise<Unavailable | null> {
    const reply = await live(request, signal);
    if (reply.kind === "unavailable") return reply;
    const question = named(request);
    const { completions, usage, servedAs = question.model } = reply;
    store.write({ request: named(request, servedAs), completions, usage, ...origin });
    if (servedAs !== question.model)
      throw new TypeError(
        `stored requires a client whose servedAs says what the server calls "${request.model}", "${servedAs}": got ${client?.servedAs === undefined ? "none" : `"${question.model}"`}; a wrapper must hand it on`,
      );
    return null;
  }
}

const stopped: Unavailable = { kind: "unavailable", reason: "aborted", why: "the caller stopped the request" };

/** What comes of somebody else's purchase, or `stopped` as soon as our own signal fires. */
async function unlessAborted(purchase: Promise<Unavailable | null>, signal?: AbortSignal): Promise<Unavailable | null> {
  if (signal === undefined) return purchase;
  if (signal.aborted) return stopped;
  setMaxListeners(0, signal); // thousands of requests may wait on one signal
  let stop = () => {};
  const fired = new Promise<Unavailable>((resolve) => {
    stop = () => resolve(stopped);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([purchase, fired]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** More stopped requests in a row than any run has at once. */
const TAKEOVERS = 1000;

function gap(missing: number): Unavailable {
  return {
    kind: "unavailable",
    reason: "tape",
    why: `the store lacks ${missing} of the samples, and no live client stands behind it`,
  };
}

/** Neighbouring places as runs, one request each. */
function runs(places: readonly number[]): { first: number; count: number }[] {
  const out: { first: number; count: number }[] = [];
  for (const place of places) {
    const last = out.at(-1);
    if (last !== undefined && last.first + last.count === place) last.count += 1;
    else out.push({ first: place, count: 1 });
  }
  return out;
}

/**
 * What the samples cost: their own output, and their share of the prompts of the calls that brought them, in whole numbers that add
 * up over a call. A call's prompt is charged once, however few of its samples are asked for at once now.
 */
function usageOf(store: SampleStore, samples: readonly StoredSample[]): Usage | null {
  let outputTokens = 0;
  for (const sample of samples) {
    if (sample.outputTokens === null) return null;
    outputTokens += sample.outputTokens;
  }
  let promptTokens = 0;
  let cachedPromptTokens = 0;
  const calls = new Map([...new Set(samples.map((sample) => sample.call))].map((id) => [id, store.call(id)]));
  for (const { call: id, place } of samples) {
    const call = calls.get(id) as StoredCall;
    promptTokens += shareOf(call.promptTokens ?? 0, place, call);
    cachedPromptTokens += shareOf(call.cachedPromptTokens ?? 0, place, call);
  }
  return { promptTokens, cachedPromptTokens, outputTokens };
}

/** The tokens of a call, shared evenly by place. */
function shareOf(tokens: number, place: number, { first, count }: StoredCall): number {
  const upTo = (places: number) => Math.round((tokens * places) / count);
  return upTo(place - first + 1) - upTo(place - first);
}

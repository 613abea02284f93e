import { aborted, isAborted } from "./aborted.js";
import { type LlmClient, wrapping } from "./client.js";
import { addUsage, type Completion, type LlmReply, replyOf, type Unavailable, type Usage } from "./reply.js";

/** How many completions to ask for at once. */
export interface SamplesOptions {
  /** The most completions that the server makes in one request. @default 1, which every server knows */
  readonly perRequest?: number;
}

/**
 * Gets as many completions as a request wants from a server that makes fewer at once: splits the request, and asks again
 * for what a server left out (some take `n` for 1). Completions come in the order of their places.
 *
 * If a part stays unavailable, so is the whole, with the reason of the first such part and the usage of what came; a store behind it
 * keeps what came.
 *
 * @throws RangeError unless `perRequest` is an integer of at least one; at a call, unless its `samples` is, and `firstSample` an integer
 * @example
 * const client = withSamples(scriptedClient(["a", "b", "c"]));
 * const reply = await client({ model: "any", messages: [], samples: 3 });
 * reply.kind === "text" ? reply.completions.map((c) => c.text) : []; // => ["a", "b", "c"]
 */
export function withSamples(client: LlmClient, options: SamplesOptions = {}): LlmClient {
  const { perRequest = 1 } = options;
  if (!Number.isSafeInteger(perRequest) || perRequest < 1)
    throw new RangeError(`withSamples requires perRequest of at least one, got ${perRequest}`);

  return wrapping(client, async (request, signal) => {
    const { samples = 1, firstSample = 0 } = request;
    if (!Number.isSafeInteger(samples) || samples < 1)
      throw new RangeError(`withSamples requires a request for samples of at least one, got ${samples}`);
    if (!Number.isSafeInteger(firstSample))
      throw new RangeError(`withSamples requires a request with an integer for firstSample, got ${firstSample}`);
    const end = firstSample + samples;
    const parts: Promise<Part>[] = [];
    for (let first = firstSample; first < end; first += perRequest)
      parts.push(drawPart(first, Math.min(perRequest, end - first)));
    const drawn = await Promise.all(parts);
    const usage = drawn.map((part) => part.usage).reduce(sumOf);
    const failed = drawn.find((part) => part.failed !== null)?.failed;
    if (failed !== undefined && failed !== null) {
      const bought = drawn.some((part) => part.completions.length > 0 || part.failed?.usage !== undefined);
      return bought ? { ...failed, usage } : failed;
    }
    return replyOf(
      drawn.flatMap((part) => part.completions),
      usage,
    );

    async function drawPart(first: number, count: number): Promise<Part> {
      const completions: Completion[] = [];
      let usage: Usage | null = { promptTokens: 0, cachedPromptTokens: 0, outputTokens: 0 };
      // Every reply brings at least one completion, so `count` requests are enough.
      for (let tries = 0; tries < count && completions.length < count; tries++) {
        if (isAborted(signal)) return { completions, usage, failed: aborted };
        const place = { samples: count - completions.length, firstSample: first + completions.length };
        const reply: LlmReply = await client({ ...request, ...place }, signal);
        if (reply.kind === "unavailable")
          return { completions, usage: reply.usage === undefined ? usage : sumOf(usage, reply.usage), failed: reply };
        completions.push(...reply.completions.slice(0, count - completions.length));
        usage = sumOf(usage, reply.usage);
      }
      return { completions, usage, failed: null };
    }
  });
}

/** A sum with holes is no sum. */
function sumOf(a: Usage | null, b: Usage | null): Usage | null {
  return a === null || b === null ? null : addUsage(a, b);
}

interface Part {
  readonly completions: readonly Completion[];
  readonly usage: Usage | null;
  readonly failed: Unavailable | null;
}

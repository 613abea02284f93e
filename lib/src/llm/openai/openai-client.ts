import OpenAI, { APIConnectionTimeoutError, APIError } from "openai";
import { UsageError } from "../../core/index.js";
import { aborted, isAborted, onAbort } from "../aborted.js";
import type { LlmClient } from "../client.js";
import type { LlmReply, Unavailable } from "../reply.js";
import { fromChatCompletion } from "../wire/chat-completion.js";
import { type Dialect, toChatRequest } from "../wire/chat-request.js";
import { causes } from "./causes.js";

/** Which server, and how it likes to be spoken to. */
export interface OpenAiOptions {
  /** Where the protocol starts, such as `http://127.0.0.1:11434/v1`. @default OpenAI's */
  readonly baseURL?: string;
  /** The environment variable that holds the key; a key is never passed by value. @default "OPENAI_API_KEY" */
  readonly keyVariable?: string;
  /** Where variables are looked up. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The server's name for each of the lab's models, such as `{ "Llama-3.1-8B": "llama3.1:8b" }`; others keep their name. */
  readonly models?: Readonly<Record<string, string>>;
  /** How long a reply may take to its last byte, in ms; at most 2147483647, the longest timer, or Infinity for none. @default 600000 */
  readonly timeoutMs?: number;
  /**
   * How a wanted JSON shape is told: `schema` for servers that hold the model to a schema (OpenAI, vLLM, Ollama, llama.cpp), `object`
   * for those that only promise JSON (DeepSeek), `prompt` for those that know neither. @default "schema"
   */
  readonly jsonReplies?: "schema" | "object" | "prompt";
  /** The field that limits the tokens of a completion; OpenAI's reasoning models know the longer name alone. @default "max_tokens" */
  readonly tokenLimit?: "max_tokens" | "max_completion_tokens";
  /** The seed of sample 0; sample i gets i more. Null sends none, for servers that refuse seeds. @default 0 */
  readonly seed?: number | null;
  /** Stands in for the network, such as `inProcessFetch(client)`. @default globalThis.fetch */
  readonly fetch?: typeof fetch;
}

/** Node fires a timer that is set for longer after one millisecond. */
const LONGEST_TIMER = 2 ** 31 - 1;

const OPENAI = "https://api.openai.com/v1";

/**
 * A client of a live server. It asks once and never retries: compose `withRetry`, `withLimit`, `withCaps` and `withLedger` around it.
 * The key is read from the environment; wherever it shows up in what a server says, it is struck out.
 *
 * @throws RangeError unless `timeoutMs` is above zero, and at most 2147483647 or Infinity
 * @throws UsageError if OpenAI's own server is asked and the variable with the key is not set
 * @example
 * ```ts no-run
 * const client = openAiClient({ baseURL: "http://127.0.0.1:11434/v1", models: { "Llama-3.1-8B": "llama3.1:8b" } });
 * ```
 */
export function openAiClient(options: OpenAiOptions = {}): LlmClient {
  const {
    baseURL = OPENAI,
    keyVariable = "OPENAI_API_KEY",
    env = process.env,
    models = {},
    timeoutMs = 600_000,
    jsonReplies = "schema",
    tokenLimit = "max_tokens",
    seed = 0,
    fetch = globalThis.fetch,
  } = options;
  if (!(timeoutMs > 0 && (timeoutMs <= LONGEST_TIMER || timeoutMs === Number.POSITIVE_INFINITY)))
    throw new RangeError(
      `openAiClient requires timeoutMs above zero and at most ${LONGEST_TIMER}, or Infinity, got ${timeoutMs}`,
    );
  const key = env[keyVariable];
  const own = URL.canParse(baseURL) && new URL(baseURL).host === new URL(OPENAI).host;
  if (own && !key) throw new UsageError(`OpenAI's server requires a key in the variable ${keyVariable}`);
  const strike = (text: string) => (key ? text.replaceAll(key, "[key]") : text);
  const dialect: Dialect = {
    modelName: (model) => (Object.hasOwn(models, model) ? (models[model] ?? model) : model),
    jsonReplies,
    tokenLimit,
    seed,
  };
  const server = new OpenAI({
    baseURL,
    apiKey: key || "none", // the package insists on one; local servers ignore it
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: Math.min(timeoutMs + 60_000, LONGEST_TIMER), // ours ends first: theirs stops counting at the headers
    logLevel: "off",
    fetch,
  });

  const client: LlmClient = async (request, signal) => {
    if (isAborted(signal)) return aborted;
    const stop = new AbortController();
    let late = false;
    const timer =
      timeoutMs === Number.POSITIVE_INFINITY
        ? undefined
        : setTimeout(() => {
            late = true;
            stop.abort();
          }, timeoutMs);
    const forget = onAbort(signal, () => stop.abort());
    try {
      const params = toChatRequest(request, dialect) as OpenAI.ChatCompletionCreateParamsNonStreaming;
      const body: unknown = await server.chat.completions.create(params, { signal: stop.signal });
      const reply = struck(fromChatCompletion(body), strike, key);
      const servedAs = dialect.modelName(request.model);
      return reply.kind === "unavailable" || servedAs === request.model ? reply : { ...reply, servedAs };
    } catch (error) {
      if (isAborted(signal)) return aborted;
      if (late) return { kind: "unavailable", reason: "timeout", why: `no reply within ${timeoutMs} ms` };
      return struck(unavailable(error), strike, key);
    } finally {
      clearTimeout(timer);
      forget();
    }
  };
  return Object.assign(client, { servedAs: dialect.modelName });
}

function unavailable(error: unknown): Unavailable {
  if (!(error instanceof Error)) return { kind: "unavailable", reason: "network", why: String(error) };
  if (error instanceof APIConnectionTimeoutError) return { kind: "unavailable", reason: "timeout", why: error.message };
  if (error instanceof SyntaxError)
    return { kind: "unavailable", reason: "malformed", why: `the server's answer is not JSON: ${error.message}` };
  if (error instanceof APIError && typeof error.status === "number") {
    const { status } = error;
    // An empty account answers 429 too, but no wait fills it.
    const busy = [408, 409, 429].includes(status) ? error.code !== "insufficient_quota" : status >= 500;
    const retryAfterMs = busy ? retryAfter(error.headers) : null;
    return {
      kind: "unavailable",
      reason: busy ? "busy" : "rejected",
      why: error.message,
      status,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    };
  }
  return { kind: "unavailable", reason: "network", why: causes(error) };
}

/** The wait that the server asked for: milliseconds (OpenAI's own header), seconds or a date. */
function retryAfter(headers: Headers | undefined): number | null {
  const precise = Number.parseFloat(headers?.get("retry-after-ms") ?? "");
  if (precise >= 0) return precise;
  const text = headers?.get("retry-after") ?? null;
  if (text === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

/** Strikes the key out of everything a server said: some echo it in their errors. */
function struck(reply: LlmReply, strike: (text: string) => string, key: string | undefined): LlmReply {
  if (!key) return reply;
  switch (reply.kind) {
    case "unavailable":
      return { ...reply, why: strike(reply.why) };
    case "text":
    case "refused": {
      if (!reply.completions.some((completion) => completion.text.includes(key))) return reply;
      const completions = reply.completions.map((completion) => ({ ...completion, text: strike(completion.text) }));
      return reply.kind === "text" ? { ...reply, completions } : { ...reply, completions, why: strike(reply.why) };
    }
  }
}

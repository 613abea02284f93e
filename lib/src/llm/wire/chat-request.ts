import type { ContentPart, LlmRequest, Message } from "../request.js";

/** The body of a chat-completions request, as far as the lab uses it. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly n?: number;
  readonly seed?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly stop?: string | readonly string[];
  readonly response_format?:
    | { readonly type: "text" }
    | { readonly type: "json_object" }
    | {
        readonly type: "json_schema";
        readonly json_schema: {
          readonly name: string;
          readonly schema: Readonly<Record<string, unknown>>;
          readonly strict?: boolean;
        };
      };
}

export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string | readonly ChatPart[];
}

export type ChatPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string } };

/** What differs from server to server. */
export interface Dialect {
  readonly modelName: (model: string) => string;
  readonly jsonReplies: "schema" | "object" | "prompt";
  readonly tokenLimit: "max_tokens" | "max_completion_tokens";
  /** The seed of sample 0, or null to send none. */
  readonly seed: number | null;
}

/** A request in the words of the protocol. */
export function toChatRequest(request: LlmRequest, dialect: Dialect): ChatRequest {
  const { messages, temperature, topP, maxTokens, stop, schema, samples = 1, firstSample = 0 } = request;
  return {
    model: dialect.modelName(request.model),
    messages: messages.map(toChatMessage),
    ...(samples === 1 ? {} : { n: samples }),
    ...(dialect.seed === null ? {} : { seed: dialect.seed + firstSample }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxTokens === undefined ? {} : { [dialect.tokenLimit]: maxTokens }),
    ...(stop === undefined ? {} : { stop }),
    ...(schema === undefined || dialect.jsonReplies === "prompt"
      ? {}
      : {
          response_format:
            dialect.jsonReplies === "object"
              ? { type: "json_object" }
              : { type: "json_schema", json_schema: { ...schema, strict: true } },
        }),
  };
}

function toChatMessage({ role, content }: Message): ChatMessage {
  if (typeof content === "string") return { role, content };
  return {
    role,
    content: content.map((part) =>
      part.kind === "text" ? { type: "text", text: part.text } : { type: "image_url", image_url: { url: part.url } },
    ),
  };
}

/** Reads a body that came over the wire; a text says what is wrong with it. */
export function fromChatRequest(body: unknown): LlmRequest | string {
  if (!isRecord(body)) return "the body must be a JSON object";
  const { model, messages, temperature, top_p: topP, n, seed, stop, response_format: format } = body;
  const maxTokens = body["max_completion_tokens"] ?? body["max_tokens"];
  if (typeof model !== "string" || model === "") return "'model' must be a non-empty string";
  if (!Array.isArray(messages) || messages.length === 0) return "'messages' must be a non-empty array";
  const read: Message[] = [];
  for (const [index, message] of messages.entries()) {
    const one = fromChatMessage(message);
    if (one === null) return `'messages[${index}]' must have a known role and a text or a list of parts`;
    read.push(one);
  }
  for (const [name, value, least] of [
    ["n", n, 1],
    ["seed", seed, Number.NEGATIVE_INFINITY],
    ["max_tokens", maxTokens, 1],
  ] as const)
    if (isGiven(value) && !(Number.isSafeInteger(value) && (value as number) >= least))
      return `'${name}' must be an integer${least === 1 ? " of at least 1" : ""}`;
  for (const [name, value] of [
    ["temperature", temperature],
    ["top_p", topP],
  ] as const)
    if (isGiven(value) && !(typeof value === "number" && value >= 0)) return `'${name}' must be a number of at least 0`;
  const jsonSchema = isRecord(format) && isRecord(format["json_schema"]) ? format["json_schema"] : null;
  const schema =
    jsonSchema !== null && typeof jsonSchema["name"] === "string" && isRecord(jsonSchema["schema"])
      ? { name: jsonSchema["name"], schema: jsonSchema["schema"] }
      : null;
  const stops =
    typeof stop === "string" ? [stop] : Array.isArray(stop) ? stop.filter((s) => typeof s === "string") : null;
  return {
    model,
    messages: read,
    ...(isGiven(n) ? { samples: n as number } : {}),
    ...(isGiven(seed) ? { firstSample: seed as number } : {}),
    ...(isGiven(temperature) ? { temperature: temperature as number } : {}),
    ...(isGiven(topP) ? { topP: topP as number } : {}),
    ...(isGiven(maxTokens) ? { maxTokens: maxTokens as number } : {}),
    ...(stops === null ? {} : { stop: stops }),
    ...(schema === null ? {} : { schema }),
  };
}

function fromChatMessage(message: unknown): Message | null {
  if (!isRecord(message)) return null;
  const { role, content } = message;
  // "developer" is what newer models call the system.
  const known = role === "developer" ? "system" : role;
  if (known !== "system" && known !== "user" && known !== "assistant") return null;
  if (typeof content === "string") return { role: known, content };
  if (!Array.isArray(content)) return null;
  const parts: ContentPart[] = [];
  for (const part of content) {
    if (!isRecord(part)) return null;
    const image = part["image_url"];
    if (part["type"] === "text" && typeof part["text"] === "string") parts.push({ kind: "text", text: part["text"] });
    else if (part["type"] === "image_url" && isRecord(image) && typeof image["url"] === "string")
      parts.push({ kind: "image", url: image["url"] });
    else return null;
  }
  return { role: known, content: parts };
}

/** The protocol lets optional fields be null. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

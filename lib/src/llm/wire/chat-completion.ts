import { type Completion, type LlmReply, type RefusedReply, replyOf, type TextReply, type Usage } from "../reply.js";
import { isRecord } from "./chat-request.js";

/** The body of a chat-completions reply, as far as the lab uses it. */
export interface ChatCompletion {
  readonly id: string;
  readonly object: "chat.completion";
  readonly created: number;
  readonly model: string;
  readonly choices: readonly {
    readonly index: number;
    readonly finish_reason: "stop" | "length" | "content_filter";
    readonly logprobs: null;
    readonly message: { readonly role: "assistant"; readonly content: string | null; readonly refusal: string | null };
  }[];
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
    readonly prompt_tokens_details: { readonly cached_tokens: number };
  };
}

/** A reply in the words of the protocol. */
export function toChatCompletion(reply: TextReply | RefusedReply, model: string, id: string): ChatCompletion {
  return {
    id,
    object: "chat.completion",
    created: 0, // a clock here would make equal requests give unequal bytes
    model,
    choices: reply.completions.map(({ text, finish }, index) => ({
      index,
      finish_reason: finish === "refused" ? "content_filter" : finish,
      logprobs: null,
      message:
        finish === "refused"
          ? { role: "assistant", content: null, refusal: text }
          : { role: "assistant", content: text, refusal: null },
    })),
    ...(reply.usage === null
      ? {}
      : {
          usage: {
            prompt_tokens: reply.usage.promptTokens,
            completion_tokens: reply.usage.outputTokens,
            total_tokens: reply.usage.promptTokens + reply.usage.outputTokens,
            prompt_tokens_details: { cached_tokens: reply.usage.cachedPromptTokens },
          },
        }),
  };
}

/** Reads what a server sent as a completion; anything else is `malformed`. */
export function fromChatCompletion(body: unknown): LlmReply {
  const malformed = (why: string): LlmReply => ({ kind: "unavailable", reason: "malformed", why });
  if (!isRecord(body)) return malformed("the server's answer is not a JSON object");
  const { choices } = body;
  if (!Array.isArray(choices) || choices.length === 0) return malformed("the server's answer has no choices");
  const completions: (Completion & { readonly index: number })[] = [];
  for (const [position, choice] of choices.entries()) {
    const message = isRecord(choice) ? choice["message"] : undefined;
    if (!isRecord(choice) || !isRecord(message)) return malformed(`choices[${position}] has no message`);
    const { content, refusal } = message;
    const index = typeof choice["index"] === "number" ? choice["index"] : position;
    if (typeof refusal === "string" && refusal !== "") completions.push({ index, text: refusal, finish: "refused" });
    else if (choice["finish_reason"] === "content_filter")
      completions.push({ index, text: "the server's content filter withheld the reply", finish: "refused" });
    else {
      const text = contentText(content);
      if (text === null)
        return malformed(`choices[${position}] has a content that is neither text nor a list of parts`);
      completions.push({ index, text, finish: choice["finish_reason"] === "length" ? "length" : "stop" });
    }
  }
  completions.sort((a, b) => a.index - b.index);
  return replyOf(
    completions.map(({ text, finish }) => ({ text, finish })),
    readUsage(body["usage"]),
  );
}

/**
 * The text of a content, or null if it has no form that we know. Without content the text is empty: a reasoning model that spends its
 * limit on thinking, or a model that calls a tool, says nothing, and its neighbours of the same call are paid for. Parts that are
 * no text, such as thinking, are not the reply, as they are not where they stand in a field of their own.
 */
function contentText(content: unknown): string | null {
  if (content === undefined || content === null) return "";
  if (typeof content === "string") return content;
  if (!Array.isArray(content) || !content.every(isRecord)) return null;
  const texts = content.filter((part) => part["type"] === "text").map((part) => part["text"]);
  return texts.every((text) => typeof text === "string") ? texts.join("") : null;
}

function readUsage(usage: unknown): Usage | null {
  if (!isRecord(usage)) return null;
  const { prompt_tokens: promptTokens, completion_tokens: outputTokens, prompt_tokens_details: details } = usage;
  if (!isCount(promptTokens) || !isCount(outputTokens)) return null;
  // DeepSeek tells cached tokens at the top level, the others in the details.
  const told = (isRecord(details) ? details["cached_tokens"] : undefined) ?? usage["prompt_cache_hit_tokens"] ?? 0;
  // More cached tokens than there are is no count to reckon with.
  if (!isCount(told) || told > promptTokens) return null;
  return { promptTokens, cachedPromptTokens: told, outputTokens };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

import { createRng } from "../../core/index.js";
import { estimateTokens, type LlmRequest, type Message, parseJsonReply, textOf } from "../../llm/index.js";
import type { PlannerCall, Refusal } from "../../trials/index.js";
import { complaint } from "../prompts/complaint.js";
import type { SearchView } from "../searcher.js";
import { cut, type Form } from "./form.js";
import type { LanguageOptions } from "./language-options.js";

/** What was heard after one call. */
export type Heard<T> =
  | { readonly kind: "value"; readonly value: T; readonly text: string }
  | { readonly kind: "malformed"; readonly why: string; readonly text: string }
  | { readonly kind: "unavailable"; readonly ending: string };

/** A searcher's conversation with its model within one proposal: every call is kept, and all that could not be used. */
export interface Talk {
  readonly calls: readonly PlannerCall[];
  readonly refused: readonly Refusal[];
  refuse(refusal: Refusal): void;
  /** One call. */
  say<T>(step: Step, messages: readonly Message[], form: Form<T>): Promise<Heard<T>>;
  /** A call whose unreadable reply is told back to the model once; what is unreadable is among the refused. */
  ask<T>(step: Step, messages: readonly Message[], form: Form<T>): Promise<Heard<T>>;
}

/** What a call is for, and how freely the method wants it answered. */
export interface Step {
  readonly name: string;
  /** `null` sends none. */
  readonly temperature: number | null;
}

/**
 * Opens the conversation of one proposal. The seed of all calls is drawn from the run's name, so that runs of different names hear
 * different samples where the model draws any.
 *
 * Tokens of a reply without a count are estimated at four characters each.
 */
export function openTalk(method: string, options: LanguageOptions, view: SearchView): Talk {
  const { client, model, maxTokens = 4096 } = options;
  const firstSample = createRng(`${view.seed}/${method}/replies`).below(2 ** 31);
  const calls: PlannerCall[] = [];
  const refused: Refusal[] = [];

  async function say<T>(step: Step, messages: readonly Message[], form: Form<T>): Promise<Heard<T>> {
    const temperature = options.temperature === undefined ? step.temperature : options.temperature;
    const request: LlmRequest = {
      model,
      messages,
      maxTokens,
      schema: form.schema,
      firstSample,
      purpose: "planner",
      ...(temperature === null ? {} : { temperature }),
    };
    const reply = await client(request, view.signal);
    const sent = messages.map((message) => ({ role: message.role, text: textOf(message) }));
    const record = (text: string | null, promptTokens: number, outputTokens: number) =>
      calls.push({ model, step: step.name, messages: sent, reply: text, promptTokens, outputTokens });
    if (reply.kind === "unavailable") {
      record(null, 0, 0);
      return { kind: "unavailable", ending: `the model gave no reply (${reply.reason}): ${cut(reply.why, 300)}` };
    }
    const completion = reply.completions[0] ?? { text: "", finish: "stop" };
    const { text, finish } = completion;
    const { promptTokens, outputTokens } = reply.usage ?? {
      promptTokens: sent.reduce((sum, message) => sum + estimateTokens(message.text), 0),
      outputTokens: estimateTokens(text),
    };
    record(text, promptTokens, outputTokens);
    if (finish === "refused") return { kind: "malformed", text, why: "the model declined to answer" };
    const parsed = parseJsonReply(text, form.read);
    if (parsed.kind === "ok") return { kind: "value", value: parsed.value, text };
    return {
      kind: "malformed",
      text,
      why: finish === "length" ? `${parsed.why} (cut at the token limit)` : parsed.why,
    };
  }

  return {
    calls,
    refused,
    refuse: (refusal) => refused.push(refusal),
    say,
    async ask(step, messages, form) {
      const first = await say(step, messages, form);
      if (first.kind !== "malformed") return first;
      refused.push(unread(first));
      const second = await say(step, toldBack(messages, first.text, complaint([unread(first)], null)), form);
      if (second.kind === "malformed") refused.push(unread(second));
      return second;
    },
  };
}

/** A reply that could not be read, as a refusal. */
export function unread({ text, why }: { readonly text: string; readonly why: string }): Refusal {
  return { said: cut(text, 200), why };
}

/** The conversation after a reply that did not serve. */
export function toldBack(messages: readonly Message[], reply: string, objection: string): Message[] {
  // Servers refuse empty turns.
  return [
    ...messages,
    { role: "assistant", content: reply === "" ? "(empty)" : reply },
    { role: "user", content: objection },
  ];
}

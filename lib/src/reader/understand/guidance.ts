import type { Choices, ReadStage } from "./choices.js";
import { literal, nameAmong } from "./pattern.js";
import type { Words } from "./words.js";

/** A piece of guidance that can be acted on. */
export type Guidance =
  | { readonly kind: "model"; readonly stage: string; readonly model: string; readonly good: boolean }
  | { readonly kind: "near"; readonly stage: string; readonly samples: number }
  | { readonly kind: "more" | "fewer"; readonly stage: string }
  | { readonly kind: "shift"; readonly from: string; readonly to: string }
  /** `always`, or only where scores no longer rise. */
  | { readonly kind: "explore"; readonly always: boolean };

/** What a prompt asks to be written about. */
export type Topic = "models" | "samples" | "sharing" | "exploration" | "patterns" | "last-run";

/** The sentences of some lines. */
export function sentencesOf(lines: readonly string[]): string[] {
  return lines
    .flatMap((line) => line.split(/(?<=[.;!?])\s+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}

/** Reads what a sentence advises; nothing for one that advises nothing. */
export function readGuidance(sentence: string, { stages }: Choices, words: Words): Guidance[] {
  const found: Guidance[] = [];
  if (/\bexplor|crossover|mutat|elsewhere|diversif/i.test(sentence) && !/deserves? exploration/i.test(sentence))
    found.push({ kind: "explore", always: !/\b(?:when|if|once)\b/i.test(sentence) });
  const names = stages.map(({ name }) => name);
  const named = stages
    .map((stage) => ({ stage, at: placeOf(stage.name, sentence, names) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ stage }) => stage);
  const [first, second] = named;
  if (first === undefined) return found;
  if (second !== undefined && /\bfrom\b.*\bto\b/i.test(sentence)) {
    found.push({ kind: "shift", from: first.name, to: second.name });
    return found;
  }
  found.push(...modelAdvice(sentence, first), ...sampleAdvice(sentence, first, words));
  return found;
}

const BAD = /avoid|worse|not help|did not|nothing|not worth|rul(?:e|ed) out|drop\b/i;
const GOOD = /prefer|\buse\b|best|better|deserv|promis|help|favou?r|worth|good/i;

function modelAdvice(sentence: string, stage: ReadStage): Guidance[] {
  let text = sentence;
  const found: { model: string; at: number }[] = [];
  for (const { name } of [...stage.models].sort((a, b) => b.name.length - a.name.length)) {
    const at = placeOf(name, text);
    if (at < 0) continue;
    found.push({ model: name, at });
    text = text.replaceAll(name, "\0".repeat(name.length));
  }
  const [first, ...others] = found.sort((a, b) => a.at - b.at);
  if (first === undefined) return [];
  const advice = (model: string, good: boolean): Guidance => ({ kind: "model", stage: stage.name, model, good });
  if (BAD.test(text)) return [advice(first.model, false)];
  if (!GOOD.test(text)) return [];
  const compared = /\b(?:over|than|instead of|rather)\b/i.test(text);
  return [advice(first.model, true), ...(compared ? others.map(({ model }) => advice(model, false)) : [])];
}

function sampleAdvice(sentence: string, stage: ReadStage, words: Words): Guidance[] {
  if (!/sample/i.test(sentence)) return [];
  const plain = [stage, ...stage.models].reduce((text, { name }) => text.replaceAll(name, ""), sentence);
  if (/\bfewer\b.*\b(?:fell|worse|lost)\b/i.test(plain)) return [{ kind: "more", stage: stage.name }];
  const figure = /\b(?:near|around|about|close to|at|with|beyond)\b\D{0,24}?(\d+)/i.exec(plain);
  if (figure !== null) return [{ kind: "near", stage: stage.name, samples: Number(figure[1]) }];
  for (const [word, samples] of [...(words.get(stage.name) ?? [])].sort(([a], [b]) => b.length - a.length))
    if (new RegExp(`\\b${literal(word)}\\b`, "i").test(plain)) return [{ kind: "near", stage: stage.name, samples }];
  if (/\b(?:more|raise|increase|higher)\b/i.test(plain) && !/nothing|did not|not help/i.test(plain))
    return [{ kind: "more", stage: stage.name }];
  if (/\b(?:fewer|lower|reduce|decrease)\b/i.test(plain) || /more.*(?:nothing|not help)/i.test(plain))
    return [{ kind: "fewer", stage: stage.name }];
  return [];
}

/** Where a name stands by itself in a text, and not within a longer one, or -1. */
function placeOf(name: string, text: string, names: readonly string[] = []): number {
  const match = new RegExp(nameAmong(name, names)).exec(text);
  return match === null ? -1 : match.index;
}

/** What the sentences ask about. */
export function readTopics(sentences: readonly string[]): Topic[] {
  const topics = new Set<Topic>();
  for (const sentence of sentences) {
    if (/\bmodels?\b/i.test(sentence) && /\b(?:compare|prefer|deserves?)\b/i.test(sentence)) topics.add("models");
    if (/\bsamples\b/i.test(sentence) && /\b(?:direction|up to a point|peak|plateau|best number)\b/i.test(sentence))
      topics.add("samples");
    if (
      /\b(?:earlier|upstream|shar(?:e|ed|ing))\b/i.test(sentence) &&
      /\b(?:budget|later|downstream)\b/i.test(sentence)
    )
      topics.add("sharing");
    if (/barely vary|stall|stuck/i.test(sentence) && /explor/i.test(sentence)) topics.add("exploration");
    if (/\b(?:patterns?|in common)\b/i.test(sentence)) topics.add("patterns");
    if (/just ended|last (?:run|experiment)/i.test(sentence)) topics.add("last-run");
  }
  return [...topics];
}

import { type Allocation, allocationKey } from "../../allocation/index.js";
import type { Message, Parsed } from "../../llm/index.js";
import type { Candidate, Proposal, Refusal } from "../../trials/index.js";
import { admit } from "../admit.js";
import { complaint } from "../prompts/complaint.js";
import { unitsText } from "../prompts/trial-text.js";
import type { SearchView } from "../searcher.js";
import { triedIn } from "../tried.js";
import { cut, type Form, shown } from "./form.js";
import { type Heard, type Step, type Talk, toldBack, unread } from "./talk.js";

/** What a reply asks to be tried: allocations, read one by one. */
export interface Wish {
  /** Each as it was read, or why it could not be; with what the model says about it. */
  readonly items: readonly WishedItem[];
}

/** One allocation that a reply asks for. */
export interface WishedItem {
  readonly allocation: Parsed<Allocation>;
  readonly reason: string | null;
  /** The item as it stood in the reply. */
  readonly said: string;
}

/** What became of a wish. */
export type Granted =
  | { readonly kind: "candidates"; readonly candidates: readonly Candidate[] }
  | { readonly kind: "unavailable"; readonly ending: string };

/** How candidates come about. */
export interface AskOptions<W extends Wish> {
  readonly step: Step;
  readonly messages: readonly Message[];
  readonly form: Form<W>;
  /** How many are wanted, at least one. */
  readonly count: number;
  /** The method's own replacement for what its model failed to give: `missing` candidates beside those already granted. */
  readonly fallback: (missing: number, granted: readonly Candidate[]) => readonly Candidate[];
  /** Candidates that the method makes because the reply asks for that rather than for allocations of its own; `null` where it does not. */
  readonly instead?: (wish: W) => readonly Candidate[] | null;
  /** What the method notes of a candidate of its model. @default nothing */
  readonly note?: unknown;
}

/**
 * Asks for allocations. Whatever cannot be used — an unreadable reply, an allocation that is malformed, over the budget or tried before — is
 * told back to the model once; what is still missing then comes from the method's fallback. All of it is among the refused. A model that
 * gives fewer than asked, all of them good, is not asked again.
 *
 * Where the model falls silent on the way, what it had given until then is kept.
 */
export async function askAllocations<W extends Wish>(
  talk: Talk,
  view: SearchView,
  options: AskOptions<W>,
): Promise<Granted> {
  const { step, messages, form, count, fallback, instead, note } = options;
  const made = (heard: Heard<W>) => (heard.kind === "value" ? (instead?.(heard.value) ?? null) : null);
  const first = await talk.say(step, messages, form);
  if (first.kind === "unavailable") return first;
  const early = made(first);
  if (early !== null) return { kind: "candidates", candidates: early };
  const sorted = sort(view, first, count, [], note);
  let granted: readonly Candidate[] = sorted.candidates;
  if (sorted.surplus !== null) talk.refuse(sorted.surplus);
  for (const refusal of sorted.refused) talk.refuse(refusal);
  if (sorted.refused.length > 0) {
    const missing = Math.min(count - granted.length, leftToTry(view, granted));
    if (missing > 0) {
      const objection = complaint(sorted.refused, sorted.unreadable ? null : missing);
      const second = await talk.say(step, toldBack(messages, first.text, objection), form);
      if (second.kind === "unavailable")
        return granted.length > 0 ? { kind: "candidates", candidates: granted } : second;
      const late = granted.length === 0 ? made(second) : null;
      if (late !== null) return { kind: "candidates", candidates: late };
      const again = sort(view, second, missing, granted, note);
      for (const refusal of again.refused) talk.refuse(refusal);
      granted = [...granted, ...again.candidates];
      const still = Math.min(count - granted.length, leftToTry(view, granted));
      if (still > 0) granted = [...granted, ...fallback(still, granted)];
    }
  }
  if (granted.length === 0) granted = fallback(Math.min(count, leftToTry(view, [])), []);
  return { kind: "candidates", candidates: granted };
}

/** A proposal of what was granted, with the conversation that led to it. */
export function proposalOf(talk: Talk, granted: Granted): Proposal {
  const record = {
    ...(talk.refused.length > 0 ? { refused: talk.refused } : {}),
    ...(talk.calls.length > 0 ? { calls: talk.calls } : {}),
  };
  if (granted.kind === "unavailable") return { candidates: [], ending: granted.ending, ...record };
  const { candidates } = granted;
  if (candidates.length === 0) return { candidates, ending: everythingTried, ...record };
  return { candidates, ...record };
}

/** Why a search ends that has nothing left to try. */
export const everythingTried = "every allocation was tried";

interface Sorted {
  readonly candidates: readonly Candidate[];
  readonly refused: readonly Refusal[];
  /** Those beyond the number asked for: no reason to ask again. */
  readonly surplus: Refusal | null;
  /** Whether the reply as a whole said nothing. */
  readonly unreadable: boolean;
}

function sort(
  view: SearchView,
  heard:
    | { readonly kind: "value"; readonly value: Wish; readonly text: string }
    | { readonly kind: "malformed"; readonly why: string; readonly text: string },
  count: number,
  before: readonly Candidate[],
  note: unknown,
): Sorted {
  if (heard.kind === "malformed") return { candidates: [], refused: [unread(heard)], surplus: null, unreadable: true };
  const { space } = view;
  const refused: Refusal[] = [];
  const wished: Candidate[] = [];
  const { items } = heard.value;
  if (items.length === 0)
    return {
      candidates: [],
      refused: [unread({ text: heard.text, why: "it asks for no allocation" })],
      surplus: null,
      unreadable: true,
    };
  for (const item of items.slice(0, count)) {
    if (item.allocation.kind === "malformed") {
      refused.push({ said: item.said, why: item.allocation.why });
      continue;
    }
    const allocation = item.allocation.value;
    if (space.contains(allocation))
      wished.push({
        allocation,
        ...(item.reason === null ? {} : { reason: item.reason }),
        ...(note === undefined ? {} : { note }),
      });
    else
      refused.push({
        said: allocationKey(allocation),
        why: `costs ${unitsText(space.costOf(allocation))} units, the budget is ${unitsText(space.budget)}`,
      });
  }
  const admission = admit(view, [...before, ...wished]);
  const extra = items.length - count;
  return {
    candidates: admission.candidates.slice(before.length),
    refused: [...refused, ...admission.refused],
    surplus: extra > 0 ? { said: `${extra} more`, why: `only ${count} were asked for` } : null,
    unreadable: false,
  };
}

function leftToTry(view: SearchView, granted: readonly Candidate[]): number {
  return Math.min(view.left, triedIn(view).left) - granted.length;
}

/** Reads one allocation with its reason out of a JSON value. */
export function wishedItem(value: unknown, allocation: Parsed<Allocation>, reason: unknown): WishedItem {
  return { allocation, reason: typeof reason === "string" ? cut(reason, 400) || null : null, said: shown(value) };
}

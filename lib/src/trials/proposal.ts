import type { Allocation } from "../allocation/index.js";

/** An allocation that a searcher wants tried. */
export interface Candidate {
  readonly allocation: Allocation;
  /** Which questions to try it on, by their positions in the world, ascending. @default all */
  readonly questions?: readonly number[];
  /** Why this one, in a sentence for people. */
  readonly reason?: string;
  /** What the searcher wants to remember of it; JSON. It becomes the trial's note. */
  readonly note?: unknown;
}

/** Something that was asked for and did not become a candidate. */
export interface Refusal {
  /** What was asked for, in the words of who asked. */
  readonly said: string;
  /** Which rule it breaks. */
  readonly why: string;
}

/** A call of a language model that a searcher made to decide. */
export interface PlannerCall {
  readonly model: string;
  /** What the call was for, in a word or two of the method: "guidelines", "candidates". */
  readonly step: string;
  readonly messages: readonly { readonly role: string; readonly text: string }[];
  /** What came back; `null` when nothing did. */
  readonly reply: string | null;
  readonly promptTokens: number;
  readonly outputTokens: number;
}

/** What to try next, and how it was decided. No candidate ends the run. */
export interface Proposal {
  readonly candidates: readonly Candidate[];
  /** Why the run ends, where it does. */
  readonly ending?: string;
  /** What was asked for and refused on the way; each is a wasted proposal. */
  readonly refused?: readonly Refusal[];
  readonly calls?: readonly PlannerCall[];
}

/** One time that a searcher was asked. */
export interface Turn {
  /** How many trials it had seen; its candidates are the trials from this index on. */
  readonly after: number;
  readonly proposal: Proposal;
}

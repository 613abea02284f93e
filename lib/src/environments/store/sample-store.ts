import type { Provenance } from "../../core/index.js";
import type { Completion, LlmRequest, Purpose, Usage } from "../../llm/index.js";
import type { Origin } from "./origin.js";

/** A completion as the store keeps it. */
export interface StoredSample extends Completion {
  /** Its place among all completions of its question. */
  readonly place: number;
  /** Its share of the output tokens of its call, by length of text; null where the server did not count. */
  readonly outputTokens: number | null;
  /** The call that brought it. */
  readonly call: number;
}

/** A call that brought samples. */
export interface StoredCall {
  readonly id: number;
  /** The place of the first of its completions, and how many there were, also where another call's were kept in their place. */
  readonly first: number;
  readonly count: number;
  readonly promptTokens: number | null;
  readonly cachedPromptTokens: number | null;
}

/** A question with what the store holds of it. */
export interface StoredQuestion {
  readonly key: string;
  /** Its model goes by the name that the server was sent. */
  readonly request: LlmRequest;
  readonly purpose: Purpose;
  readonly provenance: Provenance;
  /** The simulated world whose models were asked, where it is known. */
  readonly world?: string;
  readonly samples: readonly StoredSample[];
}

/** What a call bought, and where. */
export interface Purchase extends Origin {
  readonly request: LlmRequest;
  readonly completions: readonly Completion[];
  readonly usage: Usage | null;
}

/** The sums over a store. */
export interface StoreTotals {
  readonly questions: number;
  readonly samples: number;
  readonly calls: number;
  /** Completions that those calls brought: more than there are samples only where two processes bought the same. */
  readonly completions: number;
  readonly promptTokens: number;
  readonly cachedPromptTokens: number;
  readonly outputTokens: number;
  /** Calls whose tokens the server did not count; they are missing from the sums. */
  readonly unmetered: number;
}

/** Every completion that was ever bought, by question and place. Several processes may use one file at once. */
export interface SampleStore {
  readonly path: string;
  /**
   * The samples of a question at places from `first` on, `count` at most, those that there are, in order: of those of this origin, for a
   * question of another one is another question. @default of measured ones
   */
  read(request: LlmRequest, first: number, count: number, origin?: Origin): readonly StoredSample[];
  call(id: number): StoredCall;
  /** Keeps a call and its completions. A place that is taken keeps what it has; the number of completions kept is given back. */
  write(purchase: Purchase): number;
  questions(): Iterable<StoredQuestion>;
  totals(): StoreTotals;
  /** Faults found: damaged pages, questions that do not fit their key, samples without call or question. Empty if all is well. */
  verify(): readonly string[];
  close(): void;
}

/** A question over passages, of which a few hold the answer. */
export interface QaExample {
  readonly id: string;
  readonly question: string;
  /** Passages to choose from. */
  readonly passages: readonly string[];
  /** Positions in `passages` of those that are needed, from zero. */
  readonly gold: readonly number[];
  /** The right answer first, then its aliases. */
  readonly answers: readonly string[];
}

/** A fact of a knowledge graph: head, relation, tail. */
export type Triple = readonly [head: string, relation: string, tail: string];

/** A question over facts of a knowledge graph. */
export interface KgExample {
  readonly id: string;
  readonly question: string;
  /** Facts to choose from, in the order in which prompts list them; none where the file has no facts. */
  readonly triples: readonly Triple[];
  /** Positions in `triples` of those that are needed, from zero; none where none is known. */
  readonly gold: readonly number[];
  readonly answers: readonly string[];
}

import type { Allocation, Task } from "../allocation/index.js";
import type { Provenance } from "../core/index.js";
import type { StageScore } from "../trials/index.js";

/** One measured row: an allocation and what it scored, as a mean or on one question. */
export interface ReplayRow {
  readonly allocation: Allocation;
  readonly score: number;
  /** The question's name, where the row is of one question alone. */
  readonly question: string | null;
  readonly standardError: number | null;
  /** How many questions the score is a mean of, where known. */
  readonly questions: number | null;
  readonly stages: readonly StageScore[];
  /** What a reader of the score should know, such as examples that failed and were left out. */
  readonly remark?: string;
}

/** Outcomes that were measured once, to search again. */
export interface ReplayTable {
  readonly name: string;
  readonly task: Task;
  readonly provenance: Provenance;
  /** Either all of one question each, or none. */
  readonly rows: readonly ReplayRow[];
  /** All questions by name, where some were asked that no row has a score of. @default those of the rows */
  readonly questions?: readonly string[];
}

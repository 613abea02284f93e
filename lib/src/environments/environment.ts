import type { Allocation, Task } from "../allocation/index.js";
import type { Outcome } from "../trials/index.js";

/** How an evaluation is asked for. */
export interface EvaluateOptions {
  /** Which questions, by their positions in the world, from zero: fewer are cheaper and less certain. @default all */
  readonly questions?: readonly number[];
  /** Whether the scores at fewer samples are wanted. Where they take work that nobody asked for, a world leaves them out. @default true */
  readonly subsamples?: boolean;
  readonly signal?: AbortSignal;
}

/** A world to search in. Nothing that reads its outcomes can tell which kind it is, except by their provenance. */
export interface Environment {
  readonly name: string;
  readonly task: Task;
  /** How many questions it has; `null` where it knows no scores by question, and subsets cannot be asked for. */
  readonly questions: number | null;
  /** What beside its name decides its outcomes, as JSON: a run is not resumed in another world of the same name. @default nothing */
  identity?(): Readonly<Record<string, unknown>>;
  /**
   * What an evaluation will be charged in budget units over its questions, where that is known before and may differ from the cost of the
   * allocation times the questions asked for. @default that product
   */
  unitsOf?(allocation: Allocation, options?: Pick<EvaluateOptions, "questions">): number;
  /**
   * What an allocation scores. Two calls with the same arguments give the same outcome, and different allocations are
   * compared on the same questions.
   *
   * @throws RangeError if `questions` is empty, or holds what is no position of a question
   */
  evaluate(allocation: Allocation, options?: EvaluateOptions): Promise<Outcome>;
}

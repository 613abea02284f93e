import type { Task } from "../allocation/index.js";
import type { Law } from "./law.js";
import type { Questions } from "./questions.js";

/** One world of a task: a law, its questions, and the name of the stream from which every sample of it is drawn. */
export interface Instance {
  /** Such as `2wiki/7`; the same name is the same world. */
  readonly name: string;
  readonly task: Task;
  readonly law: Law;
  readonly questions: Questions;
  /** Path of the random stream that samples are forked from. */
  readonly stream: string;
}

import { allocationKey } from "../allocation/index.js";
import type { Candidate, Refusal } from "../trials/index.js";
import type { SearchView } from "./searcher.js";

/** Candidates that may leave a searcher, and those that may not. */
export interface Admission {
  readonly candidates: readonly Candidate[];
  readonly refused: readonly Refusal[];
}

/**
 * The door of every searcher: lets through what is in the space and was not tried before, in the order given and at most `view.left`
 * of them. An allocation may be tried again only on questions that it has not met.
 *
 * @returns what may leave, and what may not with the rule it breaks
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const space = createSpace(parseTask(exampleTask));
 * const allocation = space.at(0);
 * const view = { space, trials: [], left: 2, want: 1, questions: null, seed: "demo" };
 * admit(view, [{ allocation }, { allocation }]).refused[0].why; // => "was tried before"
 */
export function admit(view: SearchView, candidates: readonly Candidate[]): Admission {
  const met = new Map<string, Set<number> | "all">();
  for (const trial of view.trials) meet(met, allocationKey(trial.proposed), trial.questions);
  const admitted: Candidate[] = [];
  const refused: Refusal[] = [];
  for (const candidate of candidates) {
    const said = allocationKey(candidate.allocation);
    const why = objection(view, met.get(said), candidate) ?? (admitted.length < view.left ? null : "no trial is left");
    if (why === null) {
      admitted.push(candidate);
      meet(met, said, candidate.questions);
    } else refused.push({ said, why });
  }
  return { candidates: admitted, refused };
}

function objection(view: SearchView, met: Set<number> | "all" | undefined, candidate: Candidate): string | null {
  const { space } = view;
  if (!space.contains(candidate.allocation)) return `is not among the allocations that ${space.budget} units pay for`;
  const { questions } = candidate;
  if (questions !== undefined) {
    const count = view.questions;
    if (count === null) return "the world cannot be asked about some of its questions";
    if (questions.length === 0 || questions.some((q, i) => !Number.isInteger(q) || q <= (questions[i - 1] ?? -1)))
      return "requires ascending positions of questions, at least one";
    if ((questions.at(-1) ?? 0) >= count) return `the world has ${count} questions`;
  }
  if (met === undefined) return null;
  return met === "all" || questions === undefined || questions.some((q) => met.has(q)) ? "was tried before" : null;
}

function meet(met: Map<string, Set<number> | "all">, key: string, questions: readonly number[] | undefined): void {
  const before = met.get(key);
  if (questions === undefined || before === "all") met.set(key, "all");
  else met.set(key, new Set([...(before ?? []), ...questions]));
}

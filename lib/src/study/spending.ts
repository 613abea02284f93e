import type { Space } from "../allocation/index.js";
import type { Environment } from "../environments/index.js";
import { type Candidate, isScored, type Outcome, type Proposal, type Trial } from "../trials/index.js";
import type { Ending, Spent, StudyCaps } from "./study.js";

/** Counts what a run spends, and knows when that is enough. */
export interface SpendingMeter {
  addTrial(trial: Trial): void;
  addProposal(proposal: Proposal): void;
  /** The cap that is reached, or that the next trial's units would break beside those under way. */
  reached(next?: number, under?: number): Ending | null;
  /** What trying a candidate will cost, over its questions, where a cap needs it. */
  unitsOf(candidate: Candidate, space: Space): number;
  /** Times what the searcher does. */
  thinking<T>(work: () => Promise<T>): Promise<T>;
  weighing<T>(work: () => T): T;
  spent(): Spent;
}

/**
 * What an outcome cost in budget units, over its questions; a world that does not say how many it has counts as one.
 *
 * @param asked how many questions it was tried on
 * @example
 * unitsSpent({ kind: "missing", why: "no such row" }, 50); // => 0
 */
export function unitsSpent(outcome: Outcome, asked: number | null): number {
  if (outcome.kind === "missing" || outcome.cost === undefined) return 0;
  const questions = outcome.kind === "scored" ? outcome.questions : null;
  return outcome.cost.units * (questions ?? asked ?? 1);
}

export function createMeter(environment: Environment, caps: StudyCaps, now: (() => number) | undefined): SpendingMeter {
  const begun = now?.() ?? 0;
  let units = 0;
  let dollars: number | null = 0;
  let plannerCalls = 0;
  let plannerTokens = 0;
  let thought = 0;
  let wasted = 0;
  const seconds = () => (now?.() ?? 0) - begun;
  return {
    addTrial(trial) {
      const { outcome } = trial;
      units += unitsSpent(outcome, trial.questions?.length ?? environment.questions);
      const paid = outcome.kind === "missing" ? 0 : outcome.cost?.dollars;
      dollars = dollars === null || paid === undefined ? null : dollars + paid; // a sum with holes is no sum
      if (!isScored(trial)) wasted++;
    },
    addProposal({ refused = [], calls = [] }) {
      wasted += refused.length;
      plannerCalls += calls.length;
      for (const { promptTokens, outputTokens } of calls) plannerTokens += promptTokens + outputTokens;
    },
    reached(next = 0, under = 0) {
      if (caps.units !== undefined && next === 0 && units >= caps.units)
        return { kind: "units", why: `${amount(units)} of ${caps.units} units are spent` };
      if (caps.units !== undefined && units + under + next > caps.units) {
        const far = `${amount(units + under)} of ${caps.units} units are spent${under > 0 ? " or under way" : ""}`;
        return { kind: "units", why: `${far}, and the next trial would cost ${amount(next)}` };
      }
      if (caps.dollars !== undefined && dollars === null)
        return { kind: "dollars", why: `how much of $${caps.dollars} is spent is not known: a trial does not tell it` };
      if (caps.dollars !== undefined && dollars !== null && dollars >= caps.dollars)
        return { kind: "dollars", why: `$${dollars.toFixed(2)} of $${caps.dollars} are spent` };
      if (caps.seconds !== undefined && seconds() >= caps.seconds)
        return { kind: "seconds", why: `${caps.seconds} seconds have passed` };
      return null;
    },
    unitsOf({ allocation, questions }, space) {
      if (caps.units === undefined) return 0; // nobody asks
      return (
        environment.unitsOf?.(allocation, questions === undefined ? {} : { questions }) ??
        space.costOf(allocation) * (questions?.length ?? environment.questions ?? 1)
      );
    },
    async thinking(work) {
      const start = now?.() ?? 0;
      try {
        return await work();
      } finally {
        thought += (now?.() ?? 0) - start;
      }
    },
    weighing(work) {
      const start = now?.() ?? 0;
      const result = work();
      thought += (now?.() ?? 0) - start;
      return result;
    },
    spent: () => ({
      units,
      dollars,
      plannerCalls,
      plannerTokens,
      plannerSeconds: now === undefined ? null : thought,
      wasted,
    }),
  };
}

/** For people: to the hundredth, where it has one. */
function amount(units: number): string {
  return String(Number(units.toFixed(2)));
}

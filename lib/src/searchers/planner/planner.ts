import { allocationKey } from "../../allocation/index.js";
import type { Candidate, Proposal } from "../../trials/index.js";
import type { Advisor } from "../agent-tts/advisor.js";
import { oneByOne } from "../one-by-one.js";
import type { SearchView } from "../searcher.js";
import type { Tried } from "../tried.js";
import type { Acquisition } from "./acquisition.js";
import { adviceOf } from "./advise.js";
import { type Belief, believe, believing, incumbentOf, recommended } from "./belief.js";
import { choose } from "./choose.js";
import { blocksOf, questionsMet } from "./fidelity.js";
import { type Landscape, landscapeOf, type Plan } from "./landscape.js";
import { latinStart } from "./latin-start.js";
import { plannerRecommendation } from "./recommendation.js";
import { logistic, rivalsOf } from "./rivals.js";

/** Options of `planner`. */
export interface PlannerOptions {
  /** What makes a trial worth making. @default "knowledge-gradient" */
  readonly acquisition?: Acquisition;
  /**
   * End when the chance is below `chance` that anything beats the recommendation by more than `within`, a difference of scores.
   * @default never: the run's own limits end it
   */
  readonly stop?: { readonly within: number; readonly chance: number };
  /**
   * Try allocations on blocks of questions: how many questions one has met after each block, ascending. An allocation goes on to the next
   * block only while it may still be the best. Only in worlds that can be asked about some of their questions.
   * @default all questions at once
   */
  readonly blocks?: readonly number[];
}

/**
 * A structured model of the pipeline that knows what it does not know, and tries what would tell most.
 *
 * It starts from balanced pipelines (a cyclic Latin square over the models); fits a Gaussian process on the log-odds of the score in
 * which each stage contributes a level for its model and a curve over its samples, partly common to its models, and pairs of stages are
 * coupled by products; learns from the scores whether allocations share samples and therefore luck; and recommends the highest posterior mean, measured
 * or not. Stage metrics are used where a world reports them, the scores at fewer samples where the trials carry them. No chance is
 * involved, except in the order of question blocks.
 *
 * @throws RangeError if the blocks are not ascending integers of at least one, or the stopping rule is not of a difference above zero
 * and a chance in (0, 1]
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 1, want: 1, questions: null, seed: "demo" };
 * (await planner().propose(view)).candidates[0].reason; // => "start 1 of 3: balanced pipelines show every model at work"
 */
export function planner(options: PlannerOptions = {}): Advisor {
  const { acquisition = "knowledge-gradient", stop, blocks: ends } = options;
  if (ends?.some((end, i) => !Number.isSafeInteger(end) || end < 1 || end <= (ends[i - 1] ?? 0)))
    throw new RangeError(`planner requires ascending integers of at least one for blocks, got ${ends.join(", ")}`);
  if (stop !== undefined && !(stop.within > 0 && stop.chance > 0 && stop.chance <= 1))
    throw new RangeError(
      `planner requires a stopping rule of a difference above 0 and a chance in (0, 1], got ${stop.within} and ${stop.chance}`,
    );

  const propose = async (view: SearchView): Promise<Proposal> => {
    const { space, trials } = view;
    if (space.size === 0) return { candidates: [], ending: "the budget pays for no allocation" };
    const landscape = landscapeOf(space);
    const start = latinStart(landscape);
    const belief = believe(landscape, trials);
    if (stop !== undefined && belief.evaluated >= start.length) {
      const open = rivalsOf(landscape, belief.surrogate, recommended(landscape, belief)).chanceBetter(stop.within);
      if (open < stop.chance)
        return {
          candidates: [],
          ending: `the chance that an allocation beats the recommended one by more than ${stop.within} is ${open.toFixed(3)}`,
        };
    }
    const blocks = ends === undefined ? null : blocksOf(view, ends);
    if (blocks !== null) {
      const promoted = promotion(view, landscape, belief, blocks);
      if (promoted !== null) return { candidates: [promoted] };
    }
    const proposal = oneByOne(view, (tried, _, before) => {
      const pick = fromStart(landscape, start, belief, tried, before.length);
      return pick ?? fromModel(landscape, believing(landscape, belief, before), tried, acquisition);
    });
    if (blocks === null) return proposal;
    return { ...proposal, candidates: proposal.candidates.map((c) => ({ ...c, questions: blocks.first })) };
  };
  return {
    name: "planner",
    propose,
    recommend: plannerRecommendation,
    async advise(view, count) {
      if (view.space.size === 0) return null;
      const landscape = landscapeOf(view.space);
      const belief = believe(landscape, view.trials);
      if (belief.evaluated < latinStart(landscape).length) return null;
      const { candidates } = await propose({ ...view, want: count, left: Math.max(count, view.left) });
      return adviceOf(view, belief, candidates);
    },
  };
}

/** The next balanced pipeline, as long as fewer allocations were measured than there are. */
function fromStart(
  landscape: Landscape,
  start: readonly Plan[],
  { evaluated }: Belief,
  tried: Tried,
  pending: number,
): Candidate | null {
  if (evaluated + pending >= start.length) return null;
  const at = start.findIndex((plan) => !tried.has(landscape.allocationOf(plan)));
  if (at < 0) return null;
  return {
    allocation: landscape.allocationOf(start[at] as Plan),
    reason: `start ${at + 1} of ${start.length}: balanced pipelines show every model at work`,
    note: { planner: "start" },
  };
}

function fromModel(landscape: Landscape, belief: Belief, tried: Tried, acquisition: Acquisition): Candidate | null {
  if (tried.left === 0) return null;
  const incumbent = incumbentOf(belief);
  const choice = choose(landscape, belief.surrogate, (plan) => tried.has(landscape.allocationOf(plan)), {
    acquisition,
    incumbent,
    measured: belief.measured,
  });
  if (choice === null) {
    // All that stands for the space was tried: the rest in the order of the space.
    for (const allocation of landscape.space)
      if (!tried.has(allocation)) return { allocation, reason: "not tried yet" };
    return null;
  }
  const score = logistic(choice.mean);
  const error = choice.sd * score * (1 - score);
  const gain = choice.value * score * (1 - score);
  const against = incumbent === null ? null : logistic(belief.surrogate.meanAt(incumbent));
  return {
    allocation: landscape.allocationOf(choice.plan),
    reason: `expected ${score.toFixed(3)} ± ${error.toFixed(3)}, ${against === null ? "nothing was measured yet" : `where the best so far is at ${against.toFixed(3)}`}: worth ${gain.toFixed(4)} by ${acquisition.replaceAll("-", " ")}`,
    note: { planner: "model", score, standardError: error, best: against, value: choice.value },
  };
}

/** An allocation that is worth this much as a contender goes on to its next questions. */
const CONTENDS = 0.1;

/** The contender most likely to be the best that has not met all questions, on its next block. */
function promotion(
  view: SearchView,
  landscape: Landscape,
  belief: Belief,
  blocks: { after(tried: ReadonlySet<number>): readonly number[] | null },
): Candidate | null {
  const met = questionsMet(view);
  if (met.size === 0 || belief.measured.length === 0) return null;
  const plan = recommended(landscape, belief);
  const { plans, chanceBest } = rivalsOf(landscape, belief.surrogate, plan, belief.measured);
  let found: { candidate: Candidate; chance: number } | null = null;
  for (const [i, rival] of plans.entries()) {
    const allocation = landscape.allocationOf(rival);
    const tried = met.get(allocationKey(allocation));
    const questions = tried === undefined ? null : blocks.after(tried);
    // The recommended one, if it was tried at all, is always worth knowing better.
    const chance = i === 0 ? Math.max(CONTENDS, chanceBest[i] as number) : (chanceBest[i] as number);
    if (questions === null || chance < CONTENDS || (found !== null && chance <= found.chance)) continue;
    const reason = `the best of all with a chance of ${(chanceBest[i] as number).toFixed(2)} after ${tried?.size} questions: ${questions.length} more`;
    found = { candidate: { allocation, questions, reason, note: { planner: "promotion" } }, chance };
  }
  return found === null ? null : found.candidate;
}

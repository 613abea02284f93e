import { type Allocation, allocationKey, type Space } from "../allocation/index.js";
import { createRng, type Rng } from "../core/index.js";
import type { Candidate } from "../trials/index.js";
import { oneByOne } from "./one-by-one.js";
import { type ParzenEstimator, parzenEstimator } from "./parzen.js";
import { rankedTrials } from "./ranked-trials.js";
import type { Searcher } from "./searcher.js";
import { drawUntried, type Tried } from "./tried.js";

/** Options of `tpeSearch`. */
export interface TpeOptions {
  /** How many allocations are drawn at random before any is chosen, at least one. @default 10 */
  readonly startup?: number;
  /** Of n scored trials, how many count as good. @default a tenth, rounded up, at most 25 */
  readonly gamma?: (n: number) => number;
  /** From how many draws of the good ones' density the next trial is chosen, at least one. @default 24 */
  readonly draws?: number;
}

/** For each candidate wanted, how often one is drawn that the budget does not pay for or that was tried, before fewer must do. */
const PATIENCE = 20;

/**
 * The tree-structured Parzen estimator: one density l over models and log samples around the good trials, one density g around the
 * others; of 24 draws from l that may be tried, the one with the highest l/g. Defaults as in Optuna 3, with its multivariate estimator,
 * but all trials of a density weigh the same, where Optuna's older ones weigh less once there are more than 25; the budget is kept by
 * drawing again, not by a penalty. Candidates of a batch count as bad for those after them, so that they spread.
 *
 * @throws RangeError if a count is not an integer of at least one
 * @see Bergstra, Bardenet, Bengio and Kégl 2011, Algorithms for hyper-parameter optimization
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 1, want: 1, questions: null, seed: "demo" };
 * (await tpeSearch().propose(view)).candidates[0].reason; // => "drawn at random: 0 of 10 scored trials that the estimators need"
 */
export function tpeSearch(options: TpeOptions = {}): Searcher {
  const { startup = 10, gamma = (n) => Math.min(Math.ceil(n / 10), 25), draws = 24 } = options;
  for (const [name, count] of Object.entries({ startup, draws }))
    if (!Number.isSafeInteger(count) || count < 1)
      throw new RangeError(`tpeSearch requires an integer of at least one for ${name}, got ${count}`);

  return {
    name: "tpe",
    async propose(view) {
      const { space, trials, seed } = view;
      const scored = rankedTrials(trials).map((trial) => trial.outcome.evaluated);
      const rngOf = (index: number) => createRng(`${seed}/tpe/${index}`);
      if (scored.length < startup)
        return oneByOne(view, (tried, index) =>
          drawUntried(
            space,
            tried,
            rngOf(index),
            `${scored.length} of ${startup} scored trials that the estimators need`,
          ),
        );
      const good = scored.slice(0, gamma(scored.length));
      const bad = scored.slice(good.length);
      const likeGood = parzenEstimator(space, good);
      return oneByOne(view, (tried, index, before) => {
        const likeBad = parzenEstimator(space, [...bad, ...before.map((c) => c.allocation)]);
        const rng = rngOf(index);
        return (
          likeliest(space, tried, likeGood, likeBad, draws, rng) ??
          drawUntried(space, tried, rng, "no draw near the good trials could be tried")
        );
      });
    },
  };
}

/** Of the draws from the good ones' density that may be tried, the one that the bad ones' makes least likely in comparison. */
function likeliest(
  space: Space,
  tried: Tried,
  good: ParzenEstimator,
  bad: ParzenEstimator,
  draws: number,
  rng: Rng,
): Candidate | null {
  const met = new Set<string>();
  let best: Allocation | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  for (let drawn = 0; drawn < draws * PATIENCE && met.size < draws; drawn++) {
    const allocation = good.draw(rng);
    const key = allocationKey(allocation);
    if (met.has(key) || !space.contains(allocation) || tried.has(allocation)) continue;
    met.add(key);
    const ratio = good.logDensity(allocation) - bad.logDensity(allocation);
    if (ratio > highest) [best, highest] = [allocation, ratio];
  }
  if (best === null) return null;
  const times = Math.exp(highest);
  return {
    allocation: best,
    reason: `${times.toPrecision(2)} times likelier among the good trials than among the others`,
  };
}

import { createRng } from "../core/index.js";
import { expectedImprovement, gaussianProcess, type Kernel, matern52, type Prediction } from "../numerics/index.js";
import type { Candidate } from "../trials/index.js";
import { oneByOne } from "./one-by-one.js";
import { type Landscape, landscapeOf, type Plan } from "./planner/landscape.js";
import { around, shortlist } from "./planner/shortlist.js";
import { rankedTrials } from "./ranked-trials.js";
import type { Searcher, SearchView } from "./searcher.js";
import { drawUntried } from "./tried.js";

/** Options of `bayesianSearch`. */
export interface BayesianOptions {
  /** How many allocations are drawn at random before any is chosen, at least one. @default 5 */
  readonly startup?: number;
  /** How a model appears to the kernel: as a coordinate of its own, or by the logarithm of its size. @default "one-hot" */
  readonly models?: "one-hot" | "size";
}

/** Lengths over which scores stop being alike, in units of the coordinates; the likeliest is taken. */
const LENGTHS = [0.3, 0.6, 1.2, 2.4];
/** Variance of the noise as a share of that of the scores, likewise. */
const NOISES = [0.01, 0.1, 0.4];

/**
 * Bayesian optimisation as the textbooks have it: a Gaussian process with a Matérn-5/2 kernel on models and log samples, and the
 * allocation of the feasible set with the highest expected improvement over the best posterior mean. Sets of more than 4,096 are not
 * looked through one by one: first a geometric row of samples (an even sample of the set where that is too many), then, twice, what is
 * around the best, at most seven numbers of samples a stage. Length scale and noise are the likeliest of a few.
 *
 * Candidates of a batch count as if they had scored what is believed of them.
 *
 * @throws RangeError if `startup` is not an integer of at least one
 * @see Snoek, Larochelle and Adams 2012, Practical Bayesian optimization of machine learning algorithms
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 1, want: 1, questions: null, seed: "demo" };
 * (await bayesianSearch().propose(view)).candidates[0].reason; // => "drawn at random: 0 of 5 scored trials that the process needs"
 */
export function bayesianSearch(options: BayesianOptions = {}): Searcher {
  const { startup = 5, models = "one-hot" } = options;
  if (!Number.isSafeInteger(startup) || startup < 1)
    throw new RangeError(`bayesianSearch requires an integer of at least one for startup, got ${startup}`);
  return {
    name: "bayesian",
    async propose(view) {
      const { space, seed } = view;
      const measured = measuredIn(view);
      return oneByOne(view, (tried, index, before) => {
        const random = (why: string) => drawUntried(space, tried, createRng(`${seed}/bayesian/${index}`), why);
        if (measured.length < startup)
          return random(`${measured.length} of ${startup} scored trials that the process needs`);
        const landscape = landscapeOf(space);
        const open = (plans: readonly Plan[]) => plans.filter((plan) => !tried.has(landscape.allocationOf(plan)));
        return (
          mostImproving(landscape, measured, before, models, open) ?? random("all that stands for the space was tried")
        );
      });
    },
  };
}

interface Measured {
  readonly plan: Plan;
  readonly score: number;
}

/** The scores of the trials whose allocation is in the space; of an allocation that came more than once, their mean. */
function measuredIn({ space, trials }: SearchView): Measured[] {
  if (space.size === 0) return [];
  const landscape = landscapeOf(space);
  const scores = new Map<string, { plan: Plan; all: number[] }>();
  for (const { outcome } of rankedTrials(trials)) {
    const plan = landscape.planOf(outcome.evaluated);
    if (plan === null) continue;
    const found = scores.get(plan.join());
    if (found === undefined) scores.set(plan.join(), { plan, all: [outcome.score] });
    else found.all.push(outcome.score);
  }
  return Array.from(scores.values(), ({ plan, all }) => ({
    plan,
    score: all.reduce((sum, score) => sum + score, 0) / all.length,
  }));
}

function mostImproving(
  landscape: Landscape,
  measured: readonly Measured[],
  before: readonly Candidate[],
  models: "one-hot" | "size",
  open: (plans: readonly Plan[]) => readonly Plan[],
): Candidate | null {
  const coordinates = coordinatesOf(landscape, models);
  const points = measured.map(({ plan }) => coordinates(plan));
  let process = likeliest(
    points,
    measured.map(({ score }) => score),
  );
  for (const { allocation } of before) {
    const point = coordinates(landscape.planOf(allocation) as Plan);
    process = process.observe(point, process.predict([point]).mean[0] as number);
  }
  const incumbent = process.predict(process.points).mean.reduce((best, mean) => Math.max(best, mean));
  let best: { plan: Plan; gain: number; mean: number; sd: number } | null = null;
  const look = (plans: readonly Plan[]) => {
    const { mean, sd }: Prediction<ArrayLike<number>> = process.predict(plans.map(coordinates));
    const gains = expectedImprovement({ mean, sd }, incumbent);
    for (const [i, plan] of plans.entries()) {
      const gain = gains[i] as number;
      if (
        best === null ||
        gain > best.gain ||
        (gain === best.gain && landscape.costOf(plan) < landscape.costOf(best.plan))
      )
        best = { plan, gain, mean: mean[i] as number, sd: sd[i] as number };
    }
    return best;
  };
  const first = look(open(shortlist(landscape)));
  if (first === null) return null;
  const second = look(open(around(landscape, first.plan, 0.7))) ?? first;
  const { plan, gain, mean, sd } = look(open(around(landscape, second.plan, 0.25))) ?? second;
  return {
    allocation: landscape.allocationOf(plan),
    reason: `expected ${mean.toFixed(3)} ± ${sd.toFixed(3)}: an improvement of ${gain.toPrecision(2)} over ${incumbent.toFixed(3)}`,
  };
}

/** The process of the length scale and noise under which the scores are likeliest. */
function likeliest(points: readonly (readonly number[])[], scores: readonly number[]) {
  const processes = LENGTHS.flatMap((lengthScale) => {
    const kernel: Kernel = matern52({ lengthScale });
    return NOISES.map((noiseVariance) =>
      gaussianProcess<ArrayLike<number>>(points, scores, kernel, { noiseVariance, standardise: true }),
    );
  });
  return processes.reduce((a, b) => (b.logMarginalLikelihood > a.logMarginalLikelihood ? b : a));
}

/** A plan as numbers: every stage's model, and the logarithm of its samples between 0 and 1. */
function coordinatesOf({ options, space }: Landscape, models: "one-hot" | "size"): (plan: Plan) => number[] {
  const most = Math.log(Math.max(2, space.grid.at(-1) ?? 2));
  const ofStage = options.map((list, s) => {
    const specs = space.task.stages[s]?.models ?? [];
    const sizes = specs.map(({ parameters }) => Math.log(parameters));
    const [least, largest] = [Math.min(...sizes), Math.max(...sizes)];
    return list.map(({ model, samples }) => {
      const size = largest > least ? ((sizes[model] as number) - least) / (largest - least) : 0;
      // Two different models are one unit apart.
      const named = models === "size" ? [size] : specs.map((_, m) => (m === model ? Math.SQRT1_2 : 0));
      return [...named, Math.log(samples) / most];
    });
  });
  return (plan) => plan.flatMap((o, s) => ofStage[s]?.[o] ?? []);
}

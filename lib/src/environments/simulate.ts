import { costOf } from "../allocation/index.js";
import { createSimulator, type Draw, type Instance, type SimulatorOptions } from "../simulator/index.js";
import type { Environment } from "./environment.js";
import { lawDigest } from "./law-digest.js";
import { meanScore } from "./mean-score.js";
import { requireQuestions } from "./require-questions.js";

/** Options of `simulate`. */
export interface SimulateOptions extends SimulatorOptions {
  /**
   * `samples` and `anew` differ in whether allocations share their luck; in both, outcomes carry the scores at every smaller number of
   * samples, over subsets of those drawn. `expectation`: the truth beside a search.
   * @default "samples"
   */
  readonly draw?: Draw;
}

/**
 * A simulated world as an environment. The standard error is that of the mean over questions, in every draw: how far the score
 * would lie from this one on other questions of the kind.
 *
 * @example
 * const { parseTask, parseAllocation, exampleTask } = await door("allocation");
 * const { drawInstance, priorOnly } = await door("simulator");
 * const task = parseTask(exampleTask);
 * const world = simulate(drawInstance(priorOnly(task), 7, { questions: 50 }));
 * const outcome = await world.evaluate(parseAllocation("Find=Large-70B:1,Answer=Small-3B:20", task));
 * outcome.provenance; // => "simulated"
 */
export function simulate(instance: Instance, options: SimulateOptions = {}): Environment {
  const { draw = "samples", run = 0 } = options;
  const simulator = createSimulator(instance, { draw, run });
  const { task } = instance;
  const cost = costOf(task);
  return {
    name: `simulate:${instance.name}${aside[draw]}${draw === "expectation" || run === 0 ? "" : ` run ${run}`}`,
    task,
    questions: instance.questions.count,
    identity: () => ({ law: lawDigest(instance) }),
    async evaluate(allocation, { questions, signal, subsamples = true } = {}) {
      signal?.throwIfAborted();
      if (questions !== undefined) requireQuestions(questions, instance.questions.count);
      const evaluation = simulator.evaluate(allocation, questions);
      const perQuestion = Array.from(evaluation.perQuestion);
      return {
        kind: "scored",
        ...meanScore(perQuestion),
        questions: perQuestion.length,
        evaluated: allocation,
        stages: task.stages.map(({ name, metric }, s) => ({
          stage: name,
          metric,
          score: evaluation.stages[s] as number,
        })),
        cost: { units: cost(allocation) },
        provenance: "simulated",
        perQuestion,
        ...(subsamples && draw !== "expectation"
          ? { subsamples: simulator.subsamples(allocation, questions).map(asLists) }
          : {}),
      };
    },
  };
}

/** What a world's name adds to the instance's. */
const aside: Readonly<Record<Draw, string>> = { samples: "", anew: " drawn anew", expectation: " in expectation" };

function asLists({
  stage,
  scores,
  stageScores,
  rerun,
}: ReturnType<ReturnType<typeof createSimulator>["subsamples"]>[number]) {
  return { stage, scores: Array.from(scores), stageScores: Array.from(stageScores), rerun: Array.from(rerun) };
}

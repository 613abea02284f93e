import { costOf } from "../allocation/index.js";
import { createSimulator, type Instance, type SimulatorOptions } from "../simulator/index.js";
import type { Environment } from "./environment.js";
import { meanScore } from "./mean-score.js";

/** Options of `simulate`. */
export interface SimulateOptions extends SimulatorOptions {
  /**
   * `samples`: each sample is drawn once and kept, so that allocations are compared under the same luck, and outcomes
   * carry the scores at every smaller number of samples. `expectation`: exact chances, for the truth beside a search.
   * @default "samples"
   */
  readonly draw?: "samples" | "expectation";
}

/**
 * A simulated world as an environment. The standard error is that of the mean over questions, in either draw: how far the score
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
    name: `simulate:${instance.name}${draw === "samples" ? (run === 0 ? "" : ` run ${run}`) : " in expectation"}`,
    task,
    questions: instance.questions.count,
    async evaluate(allocation, { questions, signal } = {}) {
      signal?.throwIfAborted();
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
        ...(draw === "samples" ? { prefixes: simulator.prefixes(allocation, questions).map(asLists) } : {}),
      };
    },
  };
}

function asLists({
  stage,
  scores,
  stageScores,
  rerun,
}: ReturnType<ReturnType<typeof createSimulator>["prefixes"]>[number]) {
  return { stage, scores: Array.from(scores), stageScores: Array.from(stageScores), rerun: Array.from(rerun) };
}

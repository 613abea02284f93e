import { parentPort } from "node:worker_threads";
import { createRng } from "../../core/index.js";
import { fillMeanReplicates, fillReplicates } from "../bootstrap/replicate.js";
import { type StatisticFunction, statisticDefinition } from "../bootstrap/statistic.js";
import { loadStatistic } from "./load-statistic.js";
import type { ReplicateReply, ReplicateTask } from "./task.js";

// The program of one thread: takes tasks, fills their blocks, says so.
parentPort?.on("message", async (task: ReplicateTask) => {
  let reply: ReplicateReply = { kind: "done" };
  try {
    await fill(task);
  } catch (error) {
    reply = { kind: "failed", error };
  }
  parentPort?.postMessage(reply);
});

async function fill({ design, statistic, stream, range, out }: ReplicateTask): Promise<void> {
  const rng = createRng(stream);
  const [only] = design.samples;
  if (statistic === "mean" && only !== undefined && design.parts.length === 1) {
    fillMeanReplicates(only, rng, out, range);
    return;
  }
  const evaluate: StatisticFunction =
    typeof statistic === "string" ? statisticDefinition(statistic).evaluate : await loadStatistic(statistic);
  fillReplicates(design, evaluate, rng, out, range);
}

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { createRng } from "isocompute/core";
import { simulate } from "isocompute/environments";
import { simulatedReader } from "isocompute/reader";
import {
  agentHpo,
  agentTts,
  agentTtsWithPlanner,
  armElimination,
  bayesianSearch,
  evolutionarySearch,
  gridSearch,
  insightHeuristic,
  mlCopilot,
  planner,
  randomSearch,
  type Searcher,
  tpeSearch,
  zeroShotSearch,
} from "isocompute/searchers";
import { drawInstance, priorOnly } from "isocompute/simulator";
import { runStudy, type Track } from "isocompute/study";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const task = parseTask(exampleTask);
const space = createSpace(task, { grid: [1, 2, 3, 5, 8, 13, 20] });
const environment = simulate(drawInstance(priorOnly(task), 7, { questions: 30 }));
const weak = { client: simulatedReader({ strength: "weak" }), model: "reader" };
const searchers: readonly Searcher[] = [
  randomSearch(),
  gridSearch(),
  evolutionarySearch(),
  tpeSearch(),
  bayesianSearch(),
  insightHeuristic(),
  armElimination({ blocks: [10, 20] }),
  planner(),
  zeroShotSearch(weak),
  agentHpo(weak),
  mlCopilot(weak),
  agentTts(weak),
  agentTtsWithPlanner({ ...weak, planner: planner() }),
];

describe.each(searchers.map((searcher) => [searcher.name, searcher] as const))("a run of %s", (name, searcher) => {
  it.each<Track>(["black-box", "grey-box"])("%s, killed and resumed, leaves the same bytes", async (track) => {
    const folder = temporaryFolder("resume");
    const run = async (log: string) => {
      const study = runStudy({
        ...{ searcher, environment, space, track, trials: 12, seed: "resume", concurrency: 2 },
        ...{ log: join(folder, log), resume: true },
      });
      for await (const _ of study);
      return study;
    };
    await run("whole.jsonl");
    const whole = readFileSync(join(folder, "whole.jsonl"));
    const rng = createRng(`${name}/${track}/cuts`);
    const header = whole.indexOf(0x0a) + 1;
    for (let cut = 0; cut < 3; cut++) {
      const size = header + rng.below(whole.length - header);
      writeFileSync(join(folder, `cut-${cut}.jsonl`), whole.subarray(0, size));
      await run(`cut-${cut}.jsonl`);
      expect(readFileSync(join(folder, `cut-${cut}.jsonl`)).equals(whole)).toBe(true);
    }
  });
});

import { type Allocation, allocationKey } from "../../allocation/index.js";
import type { Searcher } from "../../searchers/index.js";
import type { Arena } from "../compare/arena.js";
import type { OpenArena } from "../compare/open-arena.js";
import type { CompareRow } from "../compare/row.js";
import { runStudy } from "../run-study.js";
import type { Track } from "../study.js";

/** What all searches of a comparison have in common. */
export interface JobOptions {
  readonly trials: number;
  readonly track: Track;
}

/** One search of a comparison, judged after every trial. */
export async function runJob(
  searcher: Searcher,
  name: string,
  arena: Arena,
  open: OpenArena,
  seed: number,
  options: JobOptions,
): Promise<CompareRow> {
  const { environment, space } = open;
  const best = sameEverywhere(open.best);
  const truth = async (allocation: Allocation) => rounded(await open.truth(allocation));
  const test = async (allocation: Allocation) => rounded(await open.test(allocation));
  const study = runStudy({
    ...options,
    searcher,
    environment,
    space,
    // The same for every searcher: they share what luck they can.
    seed: `${space.task.name}/${arena.name}/${seed}`,
    now: () => performance.now() / 1000,
  });
  const regret: (number | null)[] = [];
  const observed: (number | null)[] = [];
  const units: number[] = [];
  const truths = new Map<string, number | null>();
  let top: number | null = null;
  for await (const { outcome } of study) {
    if (outcome.kind === "scored" && (top === null || outcome.score > top)) top = outcome.score;
    observed.push(top);
    units.push(study.spent.units);
    const allocation = study.recommend()?.allocation;
    if (allocation === undefined) {
      regret.push(null);
      continue;
    }
    const key = allocationKey(allocation);
    if (!truths.has(key)) truths.set(key, await truth(allocation));
    const score = truths.get(key) ?? null;
    regret.push(score === null ? null : sameEverywhere(best - score));
  }
  const found = study.recommend();
  const { wasted, plannerCalls, plannerTokens, plannerSeconds } = study.spent;
  return {
    searcher: name,
    task: space.task.name,
    arena: arena.name,
    seed,
    track: options.track,
    provenance: open.provenance,
    budget: space.budget,
    questions: environment.questions,
    best,
    regret,
    observed,
    units,
    recommended:
      found === null
        ? null
        : {
            allocation: allocationKey(found.allocation),
            units: space.costOf(found.allocation),
            score: sameEverywhere(found.score),
            truth: await truth(found.allocation),
            test: await test(found.allocation),
          },
    wasted,
    plannerCalls,
    plannerTokens,
    plannerSeconds: plannerSeconds ?? 0,
    ending: study.ending?.kind ?? "trials",
  };
}

/** To twelve decimals: what versions of Node compute differs in the last digits of a double. */
function sameEverywhere(x: number): number {
  return Math.round(x * 1e12) / 1e12;
}

function rounded(x: number | null): number | null {
  return x === null ? null : sameEverywhere(x);
}

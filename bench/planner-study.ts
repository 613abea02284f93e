import { join } from "node:path";
import { type Allocation, createSpace, loadTask } from "../lib/src/allocation/index.js";
import { at } from "../lib/src/core/index.js";
import { findCalibration, loadCalibration, simulate } from "../lib/src/environments/index.js";
import { planner, plannerRecommendation } from "../lib/src/searchers/index.js";
import { createSimulator, type Draw, drawInstance } from "../lib/src/simulator/index.js";
import { seenTrials, type Track } from "../lib/src/study/index.js";
import type { Trial } from "../lib/src/trials/index.js";
import { counts } from "./counts.js";
import { tasks } from "./search-tables.js";

// npx tsx bench/planner-study.ts [tasks] [first] [worlds] [trials] [black-box|grey-box] [samples|anew]: where the planner's regret comes from. Worlds 0 to 24
// are to develop on, 100 to 124 to report on. "never tried": what the best of its trials loses; "not trusted": what is lost beyond that.
const [names = tasks.join(), ...rest] = process.argv.slice(2);
const [first, worlds, wanted] = counts(rest.slice(0, 3), [0, 25, 20]);
const track = oneOf<Track>(rest[3], ["black-box", "grey-box"]);
const draw = oneOf<Draw>(rest[4], ["samples", "anew"]);
const lab = join(import.meta.dirname, "..");
const checkpoints = [5, 10, 20, 50].filter((t) => t <= wanted);
const head = [...checkpoints.map((t) => `@${t}`), "never tried", "not trusted", "ms"];
console.log(["task", ...head].map((text) => text.padEnd(11)).join(" "));
const all: number[][] = [];
for (const name of names.split(",")) {
  const task = loadTask(join(lab, `data/tasks/${name}.json`));
  const calibration = loadCalibration(findCalibration(name, lab) ?? "", task);
  const space = createSpace(task);
  const own: number[][] = [];
  for (let seed = first; seed < first + worlds; seed++) {
    const instance = drawInstance(calibration, seed, { questions: 50 });
    const world = simulate(instance, { draw });
    const exact = createSimulator(instance);
    const best = exact.best(space).score;
    const regret = (allocation: Allocation) => best - exact.evaluate(allocation).score;
    const trials: Trial[] = [];
    const regrets: number[] = [];
    let milliseconds = 0;
    while (trials.length < wanted) {
      const before = process.cpuUsage();
      const { candidates } = await planner().propose({ space, trials, left: 1, want: 1, questions: 50, seed: "0" });
      const { user, system } = process.cpuUsage(before);
      milliseconds += (user + system) / 1000;
      const proposed = at(candidates, 0).allocation;
      const trial = { index: trials.length, proposed, outcome: await world.evaluate(proposed) };
      trials.push(...seenTrials([trial], track));
      if (!checkpoints.includes(trials.length)) continue;
      const found = plannerRecommendation({ space, trials });
      if (found !== null) regrets.push(regret(found.allocation));
    }
    const tried = Math.min(...trials.map(({ proposed }) => regret(proposed)));
    own.push([...regrets, tried, at(regrets, -1) - tried, milliseconds / trials.length]);
  }
  print(name, own);
  all.push(...own);
}
print("all", all);

function print(name: string, rows: readonly (readonly number[])[]): void {
  const means = head.map((_, i) => rows.reduce((sum, row) => sum + at(row, i), 0) / rows.length);
  console.log(
    [name, ...means.map((x, i) => x.toFixed(i === means.length - 1 ? 1 : 4))].map((t) => t.padEnd(11)).join(" "),
  );
}

/** The word, where it is one that is known; the first of these, where none was given. */
function oneOf<T extends string>(word: string | undefined, known: readonly [T, ...T[]]): T {
  const found = word === undefined ? known[0] : known.find((one) => one === word);
  if (found === undefined) throw new RangeError(`one of ${known.join(", ")} is required, got ${JSON.stringify(word)}`);
  return found;
}

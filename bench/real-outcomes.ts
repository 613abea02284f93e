import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Allocation, costOf, createSpace, parseTask, type TaskFile } from "../lib/src/allocation/index.js";
import { at, createRng, readText, shuffled } from "../lib/src/core/index.js";
import { type Environment, readReplayTable, replay } from "../lib/src/environments/index.js";
import { planner, randomSearch, type Searcher, tpeSearch } from "../lib/src/searchers/index.js";
import { runStudy } from "../lib/src/study/index.js";
import { parseTable, tableColumns } from "../lib/src/tables/index.js";
import { counts } from "./counts.js";

// npx tsx bench/real-outcomes.ts [worlds] [first]: mean true regret where outcomes are real. "composed": pass counts of real models on code
// problems, two stages that must both be right; the composition, the vote and the verifier are made up. "MathQA": a real pipeline of an
// answering model and a critic, searched on 50 of its 200 questions and judged on all. Reads ../shared/realdata, and says so where it is absent.
const [worlds, first] = counts(process.argv.slice(2), [30, 0]);
const data = join(import.meta.dirname, "../../shared/realdata");
const checkpoints = [5, 10, 20];
const searchers: Readonly<Record<string, () => Searcher>> = { random: randomSearch, tpe: tpeSearch, planner };

interface Judged {
  readonly environment: Environment;
  readonly regret: (allocation: Allocation) => Promise<number>;
}

async function report(name: string, world: (seed: number) => Promise<Judged>): Promise<void> {
  for (const [searcher, make] of Object.entries(searchers)) {
    const sums = checkpoints.map(() => 0);
    for (let seed = first; seed < first + worlds; seed++) {
      const { environment, regret } = await world(seed);
      const space = createSpace(environment.task, { grid: grid.filter((k) => k <= environment.task.samples.max) });
      const study = runStudy({
        searcher: make(),
        environment,
        space,
        trials: at(checkpoints, -1),
        seed: `${name}/${seed}`,
      });
      for await (const trial of study) {
        const c = checkpoints.indexOf(trial.index + 1);
        if (c === -1) continue;
        const found = study.recommend();
        if (found === null) throw new Error(`${searcher} recommends nothing in ${environment.name}`);
        sums[c] = at(sums, c) + (await regret(found.allocation)) / worlds;
      }
    }
    console.log([name, searcher, ...sums.map((x) => x.toFixed(4))].map((text) => text.padEnd(10)).join(" "));
  }
}

/** Numbers of samples to choose from: 16 pairs of models make some 1,900 allocations. */
const grid = [1, 2, 3, 5, 8, 12, 17, 23, 30, 40, 50];

function composed(): (seed: number) => Promise<Judged> {
  const families = {
    "Qwen2.5-7B": ["Qwen--Qwen2.5-7B-Instruct_vllm_temp_1.0", 7],
    "Qwen2.5-14B": ["Qwen--Qwen2.5-14B-Instruct_vllm_temp_1.0", 14],
    "Qwen2.5-32B": ["Qwen--Qwen2.5-32B-Instruct_vllm_temp_1.0", 32],
    "Qwen2.5-72B": ["Qwen--Qwen2.5-72B-Instruct_vllm_temp_1.0", 72],
    "OpenCoder-8B": ["infly--OpenCoder-8B-Instruct_vllm_temp_1.0", 8],
    "Llama-3-8B": ["meta-llama--Meta-Llama-3-8B-Instruct_vllm_temp_1.0", 8],
    "Llama-3.1-8B": ["meta-llama--Llama-3.1-8B-Instruct_vllm_temp_1.0", 8],
    "Llama-3.1-70B": ["meta-llama--Llama-3.1-70B-Instruct_vllm_temp_1.0", 70],
  } as const;
  type Name = keyof typeof families;
  const names = Object.keys(families) as Name[];
  const file = join(data, "evalperf_passcounts/pass_counts.csv");
  const columns = { model: "string", problem: "string", n_samples: "integer", n_pass: "integer" } as const;
  const rows = parseTable(readText(file), columns, { file });
  const rates = new Map(rows.map((row) => [`${row.model}/${row.problem}`, row.n_pass / row.n_samples]));
  const problems = [...new Set(rows.map(({ problem }) => problem))];
  const stage = (name: string, models: readonly Name[], kind: "vote" | "best-of-n"): TaskFile["stages"][number] => ({
    name,
    models,
    promptTokens: 512,
    outputTokens: 256,
    aggregate: { kind },
  });
  const task = parseTask({
    name: "composed",
    title: "Two pieces of code that must both be right",
    models: Object.fromEntries(names.map((name) => [name, { parameters: families[name][1] * 1e9 }])),
    stages: [stage("Write", names.slice(0, 4), "vote"), stage("Port", names.slice(4), "best-of-n")],
    metric: "pass rate",
    samples: { min: 1, max: 50 },
    budget: 2500,
  });
  const cost = costOf(task);
  return async (seed) => {
    const rng = createRng(`real-outcomes/composed/${seed}`);
    const pairs = shuffled(problems, rng).slice(0, 50);
    const others = shuffled(problems, rng).slice(0, 50);
    const rate = (s: number, model: string, i: number) =>
      rates.get(`${families[model as Name][0]}/${at(s === 0 ? pairs : others, i)}`) as number;
    const truth = (allocation: Allocation) => {
      let sum = 0;
      for (let i = 0; i < 50; i++)
        sum += allocation.reduce((p, { model, samples }, s) => p * at(chances, s)(rate(s, model, i), samples), 1);
      return sum / 50;
    };
    const environment: Environment = {
      name: `composed ${seed}`,
      task,
      questions: 50,
      async evaluate(allocation) {
        const right = allocation.map(({ model, samples }, s) =>
          Array.from({ length: 50 }, (_, i) => {
            // The first samples of many are the few: one stream for each model and question.
            const luck = createRng(`${rng.path}/luck/${s}/${model}/${i}`);
            return at(draws, s)(rate(s, model, i), samples, luck.uniform) ? 1 : 0;
          }),
        );
        const both = at(right, 0).map((first, i) => first * at(at(right, 1), i));
        const mean = (values: readonly number[]) => values.reduce<number>((sum, x) => sum + x, 0) / values.length;
        return {
          kind: "scored",
          score: mean(both),
          standardError: null,
          questions: 50,
          evaluated: allocation,
          stages: [{ stage: "Write", metric: null, score: mean(at(right, 0)) }],
          cost: { units: cost(allocation) },
          provenance: "measured",
        };
      },
    };
    const best = Math.max(...Array.from(createSpace(task, { grid }), truth));
    return { environment, regret: async (allocation) => best - truth(allocation) };
  };
}

/** How often a made-up verifier takes a right and a wrong sample for right. */
const verifier = { right: 0.9, wrong: 0.3 };

/** By stage: whether it is right after k samples, each right with chance p. All wrong answers agree; a tie goes to the first sample. */
const draws = [
  (p: number, k: number, uniform: () => number): boolean => {
    const samples = Array.from({ length: k }, () => uniform() < p);
    const right = samples.filter(Boolean).length;
    return right * 2 === k ? at(samples, 0) : right * 2 > k;
  },
  (p: number, k: number, uniform: () => number): boolean => {
    let last = false;
    for (let n = 0; n < k; n++) {
      last = uniform() < p;
      if (uniform() < (last ? verifier.right : verifier.wrong)) return last;
    }
    return last;
  },
];

/** The same in expectation. */
const chances = [
  (p: number, k: number): number => {
    let mass = (1 - p) ** k;
    if (p === 1) return 1;
    let sum = 0;
    for (let right = 0; right <= k; right++) {
      if (right * 2 > k) sum += mass;
      else if (right * 2 === k) sum += mass / 2;
      mass *= ((k - right) / (right + 1)) * (p / (1 - p));
    }
    return sum;
  },
  (p: number, k: number): number => {
    const accepted = p * verifier.right + (1 - p) * verifier.wrong;
    const none = (1 - accepted) ** k;
    return (1 - none) * ((p * verifier.right) / accepted) + none * ((p * (1 - verifier.right)) / (1 - accepted));
  },
];

function mathQa(): (seed: number) => Promise<Judged> {
  const file = join(data, "agentopt_mathqa/per_question_scores.csv");
  const names = [
    ...new Set(
      tableColumns(readText(file), file)
        .filter((column) => column !== "question")
        .map((column) => column.replace(/^answer=(.*) \+ critic=.*$/, "$1")),
    ),
  ];
  const stage = (name: string, models: readonly string[]): TaskFile["stages"][number] => ({
    name,
    models,
    promptTokens: 512,
    outputTokens: 256,
    aggregate: { kind: "vote" },
  });
  const taskOf = (order: (stage: string) => readonly string[]) =>
    parseTask({
      name: "mathqa",
      title: "Answer, then criticise",
      // The sizes of most of these models are not known: all count as the same.
      models: Object.fromEntries(names.map((name) => [name, { parameters: 30e9 }])),
      stages: ["answer", "critic"].map((name) => stage(name, order(name))),
      metric: "accuracy",
      samples: { min: 1, max: 1 },
      budget: 1e6,
    });
  const task = taskOf(() => names);
  const world = replay(readReplayTable(file, task), { gaps: "skip" });
  const all = Array.from({ length: world.questions ?? 0 }, (_, i) => i);
  const truth = async (allocation: Allocation) => {
    const outcome = await world.evaluate(allocation);
    if (outcome.kind !== "scored") throw new Error(outcome.why);
    return outcome.score;
  };
  const best = Promise.all(Array.from(createSpace(task), truth)).then((scores) => Math.max(...scores));
  return async (seed) => {
    const searched = shuffled(all, createRng(`real-outcomes/mathqa/${seed}`)).slice(0, 50);
    return {
      environment: {
        ...world,
        // Its models in an order of its own: in the file's, every world would begin with the same pipelines.
        task: taskOf((name) => shuffled(names, createRng(`real-outcomes/mathqa/${seed}/${name}`))),
        name: `MathQA ${seed}`,
        questions: 50,
        evaluate: (allocation) => world.evaluate(allocation, { questions: searched }),
      },
      regret: async (allocation) => (await best) - (await truth(allocation)),
    };
  };
}

if (existsSync(data)) {
  console.log(["outcomes", "searcher", ...checkpoints.map((t) => `@${t}`)].map((text) => text.padEnd(10)).join(" "));
  await report("composed", composed());
  await report("MathQA", mathQa());
} else console.log("../shared/realdata is not here: nothing to search");

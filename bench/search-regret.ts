import { planner, randomSearch, type Searcher, tpeSearch } from "../lib/src/searchers/index.js";
import { runStudy } from "../lib/src/study/index.js";
import { counts } from "./counts.js";
import { named, openOptuna, python, searchTable, tasks } from "./search-tables.js";

// npx tsx bench/search-regret.ts [worlds] [first] [trials]: mean true regret of what each searcher recommends, in the same tables as Optuna.
const [worlds, first, trials] = counts(process.argv.slice(2), [5, 0, 20]);
const ours: Readonly<Record<string, Searcher>> = { random: randomSearch(), tpe: tpeSearch(), planner: planner() };
const peers = python === undefined ? [] : ["random", "tpe"];

const rows: string[][] = [["task", ...Object.keys(ours), ...peers.map((name) => `Optuna ${name}`)]];
const milliseconds = new Map<string, number[]>();
const note = (name: string, value: number) => milliseconds.set(name, [...(milliseconds.get(name) ?? []), value]);
for (const task of tasks) {
  const regrets = new Map<string, number[]>();
  const add = (name: string, regret: number) => regrets.set(name, [...(regrets.get(name) ?? []), regret]);
  for (let seed = first; seed < first + worlds; seed++) {
    const table = await searchTable(task, seed);
    for (const [name, searcher] of Object.entries(ours)) {
      const study = runStudy({
        searcher,
        environment: table.world,
        space: table.space,
        trials,
        seed: table.name,
        now: () => performance.now() / 1000,
      });
      for await (const _ of study);
      note(name, (1000 * (study.spent.plannerSeconds ?? 0)) / study.trials.length);
      const found = study.recommend();
      if (found === null) throw new Error(`${name} recommends nothing in ${table.name}`);
      add(name, table.regret(found.allocation));
    }
    if (peers.length === 0) continue;
    const optuna = await openOptuna([table]);
    for (const name of peers) {
      const { best, asked, seconds } = await optuna.search(table, name, seed, trials);
      note(`Optuna ${name}`, (1000 * seconds) / asked);
      add(`Optuna ${name}`, table.regret(named(best, table)));
    }
    optuna.close();
  }
  rows.push([task, ...(rows[0] ?? []).slice(1).map((name) => mean(regrets.get(name) ?? []).toFixed(4))]);
}
rows.push([
  "ms per proposal",
  ...(rows[0] ?? []).slice(1).map((name) => mean(milliseconds.get(name) ?? []).toFixed(3)),
]);
if (python === undefined) console.error("no Python with optuna: ours alone");
const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
for (const row of rows)
  console.log(
    row
      .map((text, c) => text.padEnd(widths[c] ?? 0))
      .join("  ")
      .trimEnd(),
  );

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

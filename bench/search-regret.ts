import { mean, sampleStandardDeviation } from "simple-statistics";
import { planner, randomSearch, type Searcher, tpeSearch } from "../lib/src/searchers/index.js";
import { runStudy } from "../lib/src/study/index.js";
import { counts } from "./counts.js";
import { named, openOptuna, python, searchTable, tasks } from "./search-tables.js";

// npx tsx bench/search-regret.ts [worlds] [first] [trials] [searches]: mean true regret of what each searcher recommends, in the same
// tables as Optuna, over so many searches of each table: one search says more of its seed than of its method.
const [worlds, first, trials, searches] = counts(process.argv.slice(2), [5, 0, 20, 3]);
const ours: Readonly<Record<string, Searcher>> = { random: randomSearch(), tpe: tpeSearch(), planner: planner() };
const peers = python === undefined ? [] : ["random", "tpe"];
const names = [...Object.keys(ours), ...peers.map((name) => `Optuna ${name}`)];

/** The mean regret in each table, in the order of the tables. */
const regrets = new Map(names.map((name): [string, number[]] => [name, []]));
const milliseconds = new Map(names.map((name): [string, number[]] => [name, []]));
const rows: string[][] = [["task", ...names]];
for (const task of tasks) {
  for (let world = first; world < first + worlds; world++) {
    const table = await searchTable(task, world);
    const optuna = peers.length === 0 ? null : await openOptuna([table]);
    const found = new Map(names.map((name): [string, number[]] => [name, []]));
    for (let search = 0; search < searches; search++) {
      for (const [name, searcher] of Object.entries(ours)) {
        const study = runStudy({
          searcher,
          environment: table.world,
          space: table.space,
          trials,
          seed: `${table.name}/${search}`,
          now: () => performance.now() / 1000,
        });
        for await (const _ of study);
        milliseconds.get(name)?.push((1000 * (study.spent.plannerSeconds ?? 0)) / study.trials.length);
        const recommended = study.recommend();
        if (recommended === null) throw new Error(`${name} recommends nothing in ${table.name}`);
        found.get(name)?.push(table.regret(recommended.allocation));
      }
      for (const name of optuna === null ? [] : peers) {
        const answer = await optuna?.search(table, name, world * searches + search, trials);
        if (answer === undefined) continue;
        milliseconds.get(`Optuna ${name}`)?.push((1000 * answer.seconds) / answer.asked);
        found.get(`Optuna ${name}`)?.push(table.regret(named(answer.best, table)));
      }
    }
    optuna?.close();
    for (const [name, values] of found) regrets.get(name)?.push(mean(values));
  }
  rows.push([task, ...names.map((name) => mean(regrets.get(name)?.slice(-worlds) ?? []).toFixed(4))]);
}
rows.push(["all", ...names.map((name) => mean(regrets.get(name) ?? []).toFixed(4))]);
rows.push(["ms per proposal", ...names.map((name) => mean(milliseconds.get(name) ?? []).toFixed(3))]);
const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
for (const row of rows)
  console.log(
    row
      .map((text, c) => text.padEnd(widths[c] ?? 0))
      .join("  ")
      .trimEnd(),
  );
if (python === undefined) console.error("no Python with optuna: ours alone");
else
  for (const name of ["tpe", "planner"]) {
    const differences = (regrets.get(name) ?? []).map((regret, i) => regret - (regrets.get("Optuna tpe")?.[i] ?? 0));
    const error = differences.length < 2 ? null : sampleStandardDeviation(differences) / Math.sqrt(differences.length);
    console.log(
      `${name} minus Optuna's tpe: ${mean(differences).toFixed(4)}, standard error between tables ${error?.toFixed(4) ?? "unknown"}`,
    );
  }

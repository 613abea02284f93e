import { planner, randomSearch, type Searcher, tpeSearch } from "../lib/src/searchers/index.js";
import { runStudy } from "../lib/src/study/index.js";
import type { Race } from "./race.js";
import { openOptuna, python, type SearchTable, searchTable } from "./search-tables.js";

// Whole searches of 20 trials in one table, by both; Optuna's asks beyond those trials are in its time, as they are in a user's.
let opened: Promise<{ table: SearchTable; optuna: Awaited<ReturnType<typeof openOptuna>> }> | undefined;
const open = () => {
  opened ??= (async () => {
    const table = await searchTable("2wiki", 0);
    return { table, optuna: await openOptuna([table]) };
  })();
  return opened;
};

function race(name: string, searcher: Searcher, searches: number): Race {
  let seed = 0;
  return {
    name: `${searches} searches of 20 trials: ${name}`,
    peerName: "Optuna's TPE",
    rounds: 5,
    async ours() {
      const { table } = await open();
      for (let i = 0; i < searches; i++) {
        const { space, world: environment } = table;
        for await (const _ of runStudy({ searcher, environment, space, trials: 20, seed: `${name}/${seed++}` }));
      }
    },
    async peer() {
      const { table, optuna } = await open();
      for (let i = 0; i < searches; i++) await optuna.search(table, "tpe", seed++, 20);
    },
    async close() {
      (await open()).optuna.close();
      opened = undefined;
    },
    ...(python === undefined ? { absent: "no Python with optuna" } : {}),
  };
}

export const races: readonly Race[] = [
  race("random", randomSearch(), 5),
  race("tpe", tpeSearch(), 5),
  race("planner", planner(), 2),
];

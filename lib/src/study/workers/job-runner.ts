import type { Searcher } from "../../searchers/index.js";
import type { Arena } from "../compare/arena.js";
import { arenaOpener } from "../compare/open-arena.js";
import type { CompareRow } from "../compare/row.js";
import { type JobOptions, runJob } from "./run-job.js";
import { openSource, type SearcherSource } from "./searcher-source.js";

/** All that the searches of a comparison are made from. */
export interface JobSetting {
  readonly searchers: readonly SearcherSource[];
  readonly arenas: readonly Arena[];
  readonly options: JobOptions;
}

/** One search, by positions in the setting. */
export interface Job {
  readonly searcher: number;
  readonly arena: number;
  readonly seed: number;
}

/** Runs searches one after the other; arenas and searchers are opened once. */
export function jobRunner({ searchers, arenas, options }: JobSetting): (job: Job) => Promise<CompareRow> {
  const open = arenaOpener();
  const opened = new Map<number, Promise<Searcher>>();
  return async (job) => {
    const source = searchers[job.searcher] as SearcherSource;
    const arena = arenas[job.arena] as Arena;
    if (!opened.has(job.searcher)) opened.set(job.searcher, openSource(source));
    const searcher = (await opened.get(job.searcher)) as Searcher;
    return runJob(searcher, source.name, arena, await open(arena, job.seed), job.seed, options);
  };
}

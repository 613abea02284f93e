import type { Space } from "isocompute/allocation";
import type { Searcher, SearchView } from "isocompute/searchers";
import type { Proposal, Trial } from "isocompute/trials";
import type { DrawnWorld } from "./drawn-world.js";

/** A search from its first view to its end, with every view that the searcher was shown. */
export interface SearchRun {
  readonly steps: readonly { readonly view: SearchView; readonly proposal: Proposal }[];
  readonly trials: readonly Trial[];
  /** Why it ended before its trials were used up; `null` if they were. */
  readonly ending: string | null;
}

/** How a search is run. */
export interface SearchSetting {
  readonly space: Space;
  readonly world: DrawnWorld;
  /** How many trials it has in all. */
  readonly trials: number;
  readonly questions: number | null;
  readonly want?: number;
  readonly seed?: string;
  /** Trials that came before, such as those of another searcher. */
  readonly before?: readonly Trial[];
}

/** The plainest loop there is: ask, evaluate all that came, ask again. What the searcher is shown is frozen. */
export async function runSearch(searcher: Searcher, setting: SearchSetting): Promise<SearchRun> {
  const { space, world, questions, want = 1, seed = "run", before = [] } = setting;
  const trials: Trial[] = [...before];
  const steps: { view: SearchView; proposal: Proposal }[] = [];
  const last = before.length + setting.trials;
  while (trials.length < last) {
    const seen = Object.freeze(trials.map(deepFreeze));
    const view: SearchView = Object.freeze({ space, trials: seen, left: last - trials.length, want, questions, seed });
    const proposal = await searcher.propose(view);
    steps.push({ view, proposal });
    if (proposal.candidates.length === 0) return { steps, trials, ending: proposal.ending ?? "" };
    for (const { allocation, questions: asked, ...said } of proposal.candidates)
      trials.push({
        index: trials.length,
        proposed: allocation,
        ...(asked === undefined ? {} : { questions: asked }),
        outcome: world(allocation, asked),
        ...said,
      });
  }
  return { steps, trials, ending: null };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

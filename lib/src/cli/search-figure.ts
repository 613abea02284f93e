import type { Space } from "../allocation/index.js";
import { type Figure, trajectories } from "../report/index.js";
import { bestSoFar, isScored, type Trial } from "../trials/index.js";
import { metricOf, provenancesOf } from "./scores-told.js";

/** Where a search was made, as far as its figure tells. */
export interface SearchedWorld {
  readonly environment: { readonly name: string };
  /** The true score of the best allocation; `null` where it is not known. */
  readonly possible: number | null;
}

/** The trajectory of a search, with the true best as a line where it is known. */
export function searchFigure(trials: readonly Trial[], space: Space, world: SearchedWorld): Figure {
  const { environment, possible } = world;
  const provenance = provenancesOf(trials);
  const best = bestSoFar(trials).map((trial) => trial?.outcome.score ?? null);
  const scores = trials.map((trial) => (isScored(trial) ? trial.outcome.score : null));
  const pooling = trials.some(({ questions }) => questions !== undefined)
    ? ", over all questions that an allocation met, of those that met the most,"
    : "";
  return trajectories(
    {
      id: "search-trajectory",
      caption: `The highest score so far${pooling} and the score of each trial in a search of ${trials.length} trials${possible === null ? "" : "; the dashed line is the exact expected score of the best allocation"}.`,
      provenance,
      source: `${environment.name}, ${space.budget} units per question`,
    },
    [
      {
        title: space.task.title,
        searches: [{ name: "best so far", best, scores }],
        ...(possible === null ? {} : { possible }),
      },
    ],
    { yTitle: metricOf(trials, space.task) },
  );
}

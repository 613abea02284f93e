import { allocationKey, type Space } from "../allocation/index.js";
import { followBest, type ScoredTrial, type Trial } from "../trials/index.js";

/** Writes trials as rows of a table while they come in: the widths are known before the first. */
export interface TrialTable {
  readonly header: string;
  /** A line, and another for what a reader of the score should know: which allocation stood in, what it is a mean of. */
  row(trial: Trial): string;
}

/**
 * A table of trials with the cost of each per question, its score, and the best score so far: of what met the most questions, see
 * `bestSoFar`.
 */
export function trialTable(space: Space, trials: number): TrialTable {
  const index = Math.max(5, String(trials).length);
  const longest = space.task.stages
    .map(({ name, models }) => {
      const model = Math.max(...models.map((m) => m.name.length));
      return name.length + 1 + model + 1 + String(space.grid.at(-1) ?? 1).length;
    })
    .reduce((sum, length) => sum + length + 1, -1);
  const follow = followBest();
  let best: ScoredTrial | null = null;
  const line = (cells: readonly [string, string, string, string, string]) => {
    const [number, allocation, cost, score, top] = cells;
    return `${number.padStart(index)}  ${allocation.padEnd(longest)}  ${cost.padStart(8)}  ${score.padEnd(15)}  ${top}`.trimEnd();
  };
  const header = line(["trial", "allocation", "units", "score ± se", "best"]);
  return {
    header: `${header}\n${"─".repeat(header.length)}`,
    row(trial) {
      const { index: i, proposed, outcome, questions } = trial;
      const units = space.costOf(proposed).toFixed(1);
      const some = questions === undefined ? "" : ` on ${questions.length}`;
      if (outcome.kind !== "scored")
        return line([String(i + 1), allocationKey(proposed), units, outcome.kind, ""]).concat(`  ${outcome.why}`);
      const before = best;
      best = follow(trial);
      const error = outcome.standardError === null ? "" : ` ± ${outcome.standardError.toFixed(4)}`;
      return line([
        String(i + 1),
        allocationKey(proposed),
        units,
        `${outcome.score.toFixed(4)}${error}${some}`,
        best === null ? "" : `${scoreText(best)}${best === before ? "" : " *"}`,
      ]).concat(noteOn(trial, space));
    },
  };
}

function scoreText({ questions, outcome }: ScoredTrial): string {
  return `${outcome.score.toFixed(4)}${questions === undefined ? "" : ` on ${questions.length}`}`;
}

function noteOn({ proposed, outcome }: Trial, space: Space): string {
  if (outcome.kind !== "scored") return "";
  const { evaluated, remark } = outcome;
  const stoodIn = allocationKey(evaluated) !== allocationKey(proposed);
  const notes = [
    ...(stoodIn ? [`scored as ${allocationKey(evaluated)}, ${space.costOf(evaluated).toFixed(1)} units`] : []),
    ...(remark === undefined ? [] : [remark]),
  ];
  return notes.length === 0 ? "" : `\n       ${notes.join("; ")}`;
}

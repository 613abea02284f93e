import type { Rng } from "../core/index.js";
import { binomialDraw } from "../stats/index.js";
import { bestResponse } from "./best-response.js";
import { contraction } from "./contraction.js";
import { checkGrid, decompose, type Grid } from "./grid.js";

/** An estimate with a percentile interval. */
export interface Ranged {
  readonly estimate: number;
  readonly interval: readonly [number, number];
}

/** How strongly two stages' choices depend on each other, with what noise leaves open. */
export interface CouplingStrength {
  /** Downstream coordinate of the best column at the largest upstream budget less that at the smallest. */
  readonly shift: Ranged;
  /** Chance, over resamples, that the best column is the same for every row. */
  readonly staysPut: number;
  /** For every row, each column's share of resamples in which it was the best. */
  readonly bestColumn: readonly (readonly number[])[];
  /** Slopes of the best-response maps and the factor of a round of coordinate updates; see `contraction`. */
  readonly contraction: { readonly downstream: Ranged; readonly upstream: Ranged; readonly round: Ranged };
  /** Chance, over resamples, that coordinate updates contract (round below one). */
  readonly contracts: number;
  /** Share of the grid's variance that is interaction, noise included; of a constant grid it is NaN. */
  readonly interactionShare: Ranged;
  /** Resamples with a constant grid, which has no share: left out of `interactionShare.interval`, NaN if there are no others. */
  readonly constant: number;
  readonly resamples: number;
}

/** Options of `couplingStrength`. */
export interface CouplingOptions {
  /** Questions behind every rate: cells are redrawn from binomials. */
  readonly trials?: number | undefined;
  /** Scores per cell and question, [row][column][question], of the same questions everywhere: questions are redrawn, cells stay paired. */
  readonly questions?: readonly (readonly ArrayLike<number>[])[] | undefined;
  /** @default 2000 */
  readonly resamples?: number;
  /** @default 0.95 */
  readonly level?: number;
}

/**
 * How far the best downstream choice moves with the upstream one, and whether coordinate updates contract, with percentile
 * bootstrap intervals: over questions where their scores are given (pairing kept), else over binomial redraws of the rates.
 *
 * An argmax jumps, and the bootstrap of a jump is rough: read `bestColumn` beside the interval. Where the maps are flat within
 * noise, the intervals say so by being wide.
 *
 * @param grid rates, rows upstream, columns downstream; with `questions`, it is their mean and may be left out as `undefined`
 * @param upstream, downstream coordinates of rows and columns, rising
 * @throws RangeError as `contraction`, unless exactly one of trials and questions is given, or if `resamples` or the level is out of range
 * @example
 * couplingStrength([[0.2, 0.8], [0.9, 0.3]], [0, 1], [0, 1], createRng("move"), { trials: 200 }).shift.interval; // => [-1, -1]
 */
export function couplingStrength(
  grid: Grid | undefined,
  upstream: ArrayLike<number>,
  downstream: ArrayLike<number>,
  rng: Rng,
  options: CouplingOptions,
): CouplingStrength {
  const { trials, questions, resamples = 2000, level = 0.95 } = options;
  if ((trials === undefined) === (questions === undefined))
    throw new RangeError("couplingStrength requires either trials or questions, so that it knows the noise");
  if (!Number.isSafeInteger(resamples) || resamples < 1)
    throw new RangeError(`couplingStrength requires a positive number of resamples, got ${resamples}`);
  if (!(level > 0 && level < 1)) throw new RangeError(`couplingStrength requires a level in (0, 1), got ${level}`);
  const observed = questions === undefined ? (grid as Grid) : questions.map((row) => row.map((scores) => mean(scores)));
  const { rows, columns } = checkGrid("couplingStrength", observed);
  const redraw =
    questions === undefined ? binomialGrids(observed, trials as number, rng) : questionGrids(questions, rng);
  const measure = (g: Grid) => {
    const response = bestResponse(g);
    const { downstream: down, upstream: up, round } = contraction(response, upstream, downstream);
    const at = (i: number) => downstream[response.downstream[i] as number] as number;
    return { response, shift: at(rows - 1) - at(0), down, up, round, share: decompose(g).sobol.interaction };
  };
  const own = measure(observed);
  const draws = Array.from({ length: resamples }, () => measure(redraw()));
  const bestColumn = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  for (const { response } of draws)
    response.downstream.forEach((j, i) => {
      const row = bestColumn[i] as number[];
      row[j] = (row[j] as number) + 1 / resamples;
    });
  const ranged = (pick: (m: ReturnType<typeof measure>) => number): Ranged => {
    const values = Float64Array.from(draws, pick)
      .filter((v) => !Number.isNaN(v))
      .sort();
    const q = (p: number) => values[Math.round(p * (values.length - 1))] ?? Number.NaN;
    return { estimate: pick(own), interval: [q((1 - level) / 2), q((1 + level) / 2)] };
  };
  return {
    shift: ranged((m) => m.shift),
    staysPut: draws.filter((m) => !m.response.moves).length / resamples,
    bestColumn,
    contraction: { downstream: ranged((m) => m.down), upstream: ranged((m) => m.up), round: ranged((m) => m.round) },
    contracts: draws.filter((m) => m.round < 1).length / resamples,
    interactionShare: ranged((m) => m.share),
    constant: draws.filter((m) => Number.isNaN(m.share)).length,
    resamples,
  };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

function binomialGrids(grid: Grid, trials: number, rng: Rng): () => number[][] {
  if (!Number.isInteger(trials) || trials < 1)
    throw new RangeError(`couplingStrength requires trials to be a positive integer, got ${trials}`);
  const draws = grid.map((row, i) =>
    row.map((p, j) => {
      if (!(p >= 0 && p <= 1))
        throw new RangeError(
          `couplingStrength requires rates in [0, 1] with trials, got ${p} in row ${i}, column ${j}`,
        );
      return binomialDraw(trials, p);
    }),
  );
  return () => draws.map((row) => row.map((draw) => draw(rng) / trials));
}

function questionGrids(questions: readonly (readonly ArrayLike<number>[])[], rng: Rng): () => number[][] {
  const count = questions[0]?.[0]?.length ?? 0;
  questions.forEach((row, i) => {
    row.forEach((scores, j) => {
      if (scores.length !== count || count === 0)
        throw new RangeError(
          `couplingStrength requires ${count} questions in every cell, got ${scores.length} in row ${i}, column ${j}`,
        );
    });
  });
  return () => {
    const picks = Int32Array.from({ length: count }, () => rng.below(count));
    return questions.map((row) =>
      row.map((scores) => {
        let sum = 0;
        for (const q of picks) sum += scores[q] as number;
        return sum / count;
      }),
    );
  };
}

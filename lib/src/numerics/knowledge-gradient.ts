import { expectedImprovement } from "./acquisition.js";

/**
 * How much the best of several means is expected to rise by one more measurement, when it moves each mean by its slope times a standard
 * normal deviate: E max(μ + slope·Z) − max μ.
 *
 * Exact: the maximum of lines is a broken line, and each bend at c adds (difference of slopes)·(φ(c) − |c|Φ(−|c|)). Costs n log n.
 *
 * @param means posterior means now, in units of the value
 * @param slopes what each mean moves by per standard deviation of the measurement, in the same units
 * @returns in units of the value, never below zero; zero where no measurement could change which is best
 * @throws RangeError if there are no means, their number is not that of the slopes, or one is not a finite number
 * @see Frazier, Powell and Dayanik 2009, The knowledge-gradient policy for correlated normal beliefs, section 4
 * @example
 * knowledgeGradient([0.5, 0.5], [0, 1]); // => 0.3989422804014327
 */
export function knowledgeGradient(means: ArrayLike<number>, slopes: ArrayLike<number>): number {
  if (means.length === 0 || means.length !== slopes.length)
    throw new RangeError(
      `knowledgeGradient requires as many slopes as means, at least one, got ${means.length} means and ${slopes.length} slopes`,
    );
  const lines = Array.from(means, (mean, i) => ({ mean, slope: slopes[i] as number }));
  for (const [i, { mean, slope }] of lines.entries())
    if (!Number.isFinite(mean) || !Number.isFinite(slope))
      throw new RangeError(
        `knowledgeGradient requires finite numbers, got mean ${mean} and slope ${slope} at index ${i}`,
      );
  const bends = bendsOf(lines);
  const losses = expectedImprovement({ mean: bends.map(({ at }) => -Math.abs(at)), sd: bends.map(() => 1) }, 0);
  return bends.reduce((sum, { turn }, i) => sum + turn * (losses[i] as number), 0);
}

interface Line {
  readonly mean: number;
  readonly slope: number;
}

/** Where the maximum of the lines goes over from one to the next, and by how much its slope grows there. */
function bendsOf(lines: readonly Line[]): { at: number; turn: number }[] {
  const upper: (Line & { from: number })[] = [];
  for (const line of [...lines].sort((a, b) => a.slope - b.slope || a.mean - b.mean)) {
    let from = Number.NEGATIVE_INFINITY;
    for (let top = upper.at(-1); top !== undefined; top = upper.at(-1)) {
      from = line.slope === top.slope ? Number.NEGATIVE_INFINITY : (top.mean - line.mean) / (line.slope - top.slope);
      if (from > top.from) break;
      upper.pop();
      from = Number.NEGATIVE_INFINITY;
    }
    upper.push({ ...line, from });
  }
  return upper.slice(1).map(({ from, slope }, i) => ({ at: from, turn: slope - (upper[i] as Line).slope }));
}

import type { Aggregation } from "./aggregate.js";

/** What n samples of a question were; the rest are strays. */
export interface SampleCounts {
  readonly right: number;
  readonly rival: number;
}

/** Samples up to which the numbers of subsets, scaled, can be held as numbers. */
export const MOST_SUBSET = 1000;

/**
 * The chance that a stage's answer is right if it reads k of the n samples it drew, any k of them being as likely, for every k = 1..n:
 * the law of `stageCurves` with draws that are not put back. Its mean over the luck of the n samples is that law itself.
 *
 * A vote moves with one more sample as it does there. Given a tie after k of n, the next sample is right more often than it is the rival
 * by (right - rival) / (n - k), however many of each were seen:
 *
 *     V*(k + 1) = V*(k) + P(D_k = 0) (right - rival) / (2 (n - k)),   P(D_k = 0) = sum_a C(right, a) C(rival, a) C(strays, k - 2a) / C(n, k).
 *
 * Costs n² / 4 steps at most; without logarithms, whose last digits differ between machines.
 *
 * @param n at most `MOST_SUBSET`
 */
export function subsetCurve({ right, rival }: SampleCounts, n: number, rule: Aggregation): Float64Array {
  const strays = n - right - rival;
  const ofRight = ways(right);
  const ofRival = ways(rival);
  const ofStrays = ways(strays);
  const ofWrong = ways(n - right);
  const ofAll = ways(n);
  const p = right / n;
  const curve = new Float64Array(n);
  let ahead = 0.5;
  for (let k = 1; k <= n; k++) {
    let tied = 0;
    for (let a = Math.max(0, Math.ceil((k - 1 - strays) / 2)); a <= Math.min(right, rival, (k - 1) / 2); a++)
      tied += (ofRight[a] as number) * (ofRival[a] as number) * (ofStrays[k - 1 - 2 * a] as number);
    ahead += ((tied / (ofAll[k - 1] as number)) * (right - rival)) / (2 * (n - k + 1));
    const none = ((ofWrong[k] ?? 0) / (ofAll[k] as number)) * 2 ** -right;
    const astray = ((ofStrays[k] ?? 0) / (ofAll[k] as number)) * 2 ** (strays - n);
    const lost = rule.lost[k - 1] as number;
    const read = (1 - rule.skill) * (ahead - astray / 2) + rule.skill * (1 - none);
    curve[k - 1] = (1 - lost) * read + lost * (1 - rule.spoiling) * p;
  }
  return curve;
}

/** C(n, j) / 2^n for j = 0..n. The scale keeps them from overflowing, and cancels where numbers add up. */
function ways(n: number): Float64Array {
  const row = new Float64Array(n + 1);
  let way = 2 ** -n;
  for (let j = 0; j <= n; j++) {
    row[j] = way;
    way *= (n - j) / (j + 1);
  }
  return row;
}

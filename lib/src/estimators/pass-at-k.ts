/** The name of the function that was called, what it was given, and what it needs. */
function requireCounts(caller: string, n: number, c: number, k: number): void {
  if (!Number.isSafeInteger(n) || n < 1)
    throw new RangeError(`${caller} requires n to be an integer of at least one, got ${n}`);
  if (!Number.isSafeInteger(c) || c < 0 || c > n)
    throw new RangeError(`${caller} requires c to be an integer in [0, n = ${n}], got ${c}`);
  if (!Number.isSafeInteger(k) || k < 1 || k > n)
    throw new RangeError(`${caller} requires k to be an integer in [1, n = ${n}], got ${k}`);
}

/**
 * pass@k: the chance that at least one of `k` samples, drawn without replacement from `n` of which `c` are
 * correct, is correct; `1 - C(n-c, k) / C(n, k)`, the unbiased estimate of `1 - (1-p)^k`.
 *
 * The binomials overflow near n = 1030 and the subtraction loses small values; here the chance that the j-th draw
 * is the first correct one is summed over j, all terms positive. Runs in O(min(c, k)).
 *
 * @param n samples drawn for the question, an integer of at least one
 * @param c correct ones among them, an integer in [0, n]
 * @param k an integer in [1, n]
 * @returns rate in [0, 1], good to about 1e-15 of its size
 * @throws RangeError outside these ranges; above `n` pass@k is undefined, not one
 * @see Chen et al. 2021, arXiv 2107.03374, eq. 1
 * @example
 * passAtK(5, 1, 1); // => 0.2
 * passAtK(10, 3, 2); // => 1 - (7 * 6) / (10 * 9)
 */
export function passAtK(n: number, c: number, k: number): number {
  requireCounts("passAtK", n, c, k);
  if (n - c < k) return 1;
  // C(n-c, k) / C(n, k) is symmetric in c and k: the shorter product will do.
  const steps = Math.min(c, k);
  const other = Math.max(c, k);
  let miss = 1;
  let pass = 0;
  for (let j = 0; j < steps; j++) {
    pass += (miss * other) / (n - j);
    miss *= (n - j - other) / (n - j);
  }
  return Math.min(pass, 1);
}

/**
 * pass@k of one question for every k = 1..n at once, in O(n).
 *
 * @param n samples drawn, an integer of at least one
 * @param c correct ones among them, an integer in [0, n]
 * @returns `n` rates; element `k - 1` is `passAtK(n, c, k)`
 * @throws RangeError as `passAtK`
 * @example
 * passAtKCurve(4, 1); // => Float64Array.of(0.25, 0.5, 0.75, 1)
 */
export function passAtKCurve(n: number, c: number): Float64Array {
  requireCounts("passAtKCurve", n, c, 1);
  const curve = new Float64Array(n).fill(1);
  let miss = 1;
  let pass = 0;
  for (let k = 1; k <= n - c; k++) {
    pass += (miss * c) / (n - k + 1);
    miss *= (n - c - k + 1) / (n - k + 1);
    curve[k - 1] = Math.min(pass, 1);
  }
  return curve;
}

/**
 * pass^k ("pass hat k"): the chance that all of `k` samples, drawn without replacement from `n` of which `c` are
 * correct, are correct; `C(c, k) / C(n, k)`, the unbiased estimate of `p^k`. Runs in O(k).
 *
 * @returns rate in [0, 1]; zero when fewer than `k` are correct
 * @throws RangeError as `passAtK`
 * @see Yao et al. 2024 (tau-bench), arXiv 2406.12045
 * @example
 * passHatK(10, 3, 2); // => (3 * 2) / (10 * 9)
 */
export function passHatK(n: number, c: number, k: number): number {
  requireCounts("passHatK", n, c, k);
  if (c < k) return 0;
  let all = 1;
  for (let j = 0; j < k; j++) all *= (c - j) / (n - j);
  return all;
}

/**
 * How far `passAtK(n, c, k)` would move if the `n` samples of this question were drawn anew: its sampling variance.
 *
 * With 2k <= n two disjoint sets of k exist and the unbiased estimate `U^2 - C(n-c, 2k)/C(n, 2k)` is given, where
 * `U = 1 - passAtK`; it may be slightly negative, as unbiased estimates of small variances are. Above that no
 * unbiased estimate exists and the delete-one jackknife is given, which leans upward; at k = n nothing can be deleted and
 * the answer is NaN: one set of n samples says nothing about how a set of n varies.
 *
 * @returns squared rate
 * @throws RangeError as `passAtK`
 * @see Hoeffding 1948, "A class of statistics with asymptotically normal distribution"
 * @example
 * passAtKVariance(10, 5, 1); // => 0.25 - (5 * 4) / (10 * 9)
 */
export function passAtKVariance(n: number, c: number, k: number): number {
  requireCounts("passAtKVariance", n, c, k);
  if (2 * k <= n) {
    const miss = 1 - passAtK(n, c, k);
    return miss * miss - (1 - passAtK(n, c, 2 * k));
  }
  if (k === n) return Number.NaN;
  // Deleting a correct sample gives one value c times, deleting a wrong one another n - c times.
  const withoutCorrect = c > 0 ? passAtK(n - 1, c - 1, k) : 0;
  const withoutWrong = c < n ? passAtK(n - 1, c, k) : 0;
  const gap = withoutWrong - withoutCorrect;
  return c === 0 || c === n ? 0 : ((n - 1) / n) * ((c * (n - c)) / n) * gap * gap;
}

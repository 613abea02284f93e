import { logGamma } from "./gamma.js";

/**
 * All probabilities of Binomial(n, p), from 0 to n: multiplied outwards from the mode, so that nothing underflows that matters,
 * and scaled to sum to one. Relative accuracy about 1e-14. Runs in O(n).
 *
 * @param n trials, an integer of at least zero
 * @param p chance in [0, 1]
 * @throws RangeError outside these ranges
 * @example
 * binomialLaw(2, 0.5); // => Float64Array.of(0.25, 0.5, 0.25)
 */
export function binomialLaw(n: number, p: number): Float64Array {
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(`binomialLaw requires an integer of at least zero, got ${n}`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`binomialLaw requires a chance in [0, 1], got ${p}`);
  const law = new Float64Array(n + 1);
  if (p === 0 || p === 1) {
    law[p * n] = 1;
    return law;
  }
  const mode = Math.min(n, Math.floor((n + 1) * p));
  law[mode] = 1;
  let sum = 1;
  const odds = p / (1 - p);
  for (let k = mode; k < n; k++) {
    const next = (law[k] as number) * ((n - k) / (k + 1)) * odds;
    if (next < 1e-320) break;
    law[k + 1] = next;
    sum += next;
  }
  for (let k = mode; k > 0; k--) {
    const next = ((law[k] as number) * (k / (n - k + 1))) / odds;
    if (next < 1e-320) break;
    law[k - 1] = next;
    sum += next;
  }
  for (let k = 0; k <= n; k++) law[k] = (law[k] as number) / sum;
  return law;
}

/**
 * Chance of at most `k` successes in `n` trials.
 *
 * @example
 * binomialCdf(1, 2, 0.5); // => 0.75
 */
export function binomialCdf(k: number, n: number, p: number): number {
  const law = binomialLaw(n, p);
  let sum = 0;
  if (k > n / 2) {
    for (let j = n; j > k; j--) sum += law[j] as number;
    return 1 - sum;
  }
  for (let j = 0; j <= k; j++) sum += law[j] as number;
  return sum;
}

/**
 * Natural logarithm of n over k.
 *
 * @example
 * logChoose(10, 3); // => Math.log(120)
 */
export function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

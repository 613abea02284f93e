import { logGamma } from "./gamma.js";

/**
 * Regularised incomplete beta function I_x(a, b): the chance that a Beta(a, b) number is at most `x`. Continued fraction by Lentz's method.
 *
 * @param x in [0, 1]
 * @throws RangeError unless a and b are above zero and x lies in [0, 1]
 * @see Abramowitz and Stegun 26.5.8
 * @example
 * betaCdf(0.5, 2, 2); // => 0.5
 */
export function betaCdf(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0) || !(x >= 0 && x <= 1))
    throw new RangeError(`betaCdf requires a and b above zero and x in [0, 1], got a = ${a}, b = ${b}, x = ${x}`);
  if (x === 0 || x === 1) return x;
  // The fraction converges fast below the mean; above it the mirror image does.
  return x < (a + 1) / (a + b + 2) ? betaFraction(x, a, b) : 1 - betaFraction(1 - x, b, a);
}

/** The upper tail 1 - I_x(a, b), accurate where it is small. */
export function betaUpper(x: number, a: number, b: number): number {
  return betaCdf(1 - x, b, a);
}

function betaFraction(x: number, a: number, b: number): number {
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 + term * d;
      c = 1 + term / c;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = Math.abs(c) < tiny ? tiny : c;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return (front * fraction) / a;
}

/**
 * The quantile of Beta(a, b): the `x` with `betaCdf(x, a, b) = p`, by bisection to the last bit.
 *
 * @throws RangeError unless p lies in [0, 1]
 * @example
 * betaQuantile(0.5, 3, 3); // => 0.5
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`betaQuantile requires a chance in [0, 1], got ${p}`);
  // Near one the spacing of doubles is coarse: solve for the smaller of x and 1 - x.
  if (p <= betaCdf(0.5, a, b)) return solve((x) => betaCdf(x, a, b) < p);
  // Of p and 1 - p the smaller one holds its digits: a quantile above 1/2 may belong to a p of 1e-12.
  return 1 - solve(p < 0.5 ? (y) => betaCdf(1 - y, a, b) > p : (y) => betaCdf(y, b, a) < 1 - p);
}

/** The point of [0, 1/2] up to which `short` holds, as a double. */
function solve(short: (x: number) => boolean): number {
  let low = 0;
  let high = 0.5;
  for (let i = 0; i < 1100; i++) {
    // Halving the exponent while the bracket spans magnitudes finds values near 1e-300 in as few steps as values near 0.3.
    const middle =
      low > 0 && high / low > 4 ? Math.sqrt(low * high) : low === 0 && high > 1e-300 ? high * 1e-3 : (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (short(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Chance that a Student t number with `df` degrees of freedom is at most `t`.
 *
 * @param df degrees of freedom, above zero; Infinity is not taken: use `normalCdf`
 * @example
 * studentCdf(2.2281388519862735, 10); // => 0.975
 */
export function studentCdf(t: number, df: number): number {
  const half = t * t < 1 ? 1 - betaCdf((t * t) / (df + t * t), 0.5, df / 2) : betaCdf(df / (df + t * t), df / 2, 0.5);
  return t < 0 ? half / 2 : 1 - half / 2;
}

/** Chance that |t| is at least this large, both sides together; accurate where it is small. */
export function studentTwoSided(t: number, df: number): number {
  return 2 * studentCdf(-Math.abs(t), df);
}

/**
 * The Student t quantile.
 *
 * @param p chance in (0, 1)
 * @example
 * studentQuantile(0.975, 10); // => 2.2281388519862735
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`studentQuantile requires a chance in (0, 1), got ${p}`);
  if (p === 0.5) return 0;
  const tail = 2 * Math.min(p, 1 - p);
  // t² = df y / x, where x = df / (df + t²) is Beta(df/2, 1/2) and y = 1 - x; solved for whichever end the tail is near.
  const inTail = tail < 0.5;
  const solved = inTail ? betaQuantile(tail, df / 2, 0.5) : betaQuantile(1 - tail, 0.5, df / 2);
  const [x, y] = inTail ? [solved, 1 - solved] : [1 - solved, solved];
  const t = Math.sqrt((df * y) / x);
  return p < 0.5 ? -t : t;
}

/**
 * Chance that an F number with (df1, df2) degrees of freedom exceeds `x`.
 *
 * @example
 * fUpper(1, 7, 7); // => 0.5
 */
export function fUpper(x: number, df1: number, df2: number): number {
  if (x === Number.POSITIVE_INFINITY) return 0;
  return betaCdf(df2 / (df2 + df1 * x), df2 / 2, df1 / 2);
}

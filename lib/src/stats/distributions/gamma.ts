/**
 * Natural logarithm of the gamma function for positive `x`; relative accuracy about 1e-15 away from its zeros at 1 and 2.
 *
 * Stirling's series, after the argument has been raised above ten by the recurrence.
 *
 * @throws RangeError unless x is above zero
 * @see Abramowitz and Stegun 6.1.41
 * @example
 * logGamma(5); // => Math.log(24)
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`logGamma requires a number above zero, got ${x}`);
  if (x === Number.POSITIVE_INFINITY) return x;
  let product = 1;
  let y = x;
  while (y < 10) product *= y++;
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + stirlingRest(y) - Math.log(product);
}

/** What Stirling's formula leaves over: log Γ(y) - [(y - 1/2) log y - y + log(2π)/2], for y >= 10. */
export function stirlingRest(y: number): number {
  const s = 1 / (y * y);
  return (
    (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360_360 - s * (1 / 156))))))) /
    y
  );
}

/**
 * Lower regularised incomplete gamma function P(a, x): series below a + 1, continued fraction above.
 *
 * @throws RangeError unless a is above zero and x at least zero
 * @see Abramowitz and Stegun 6.5.29 and 6.5.31
 * @example
 * gammaP(1, 2); // => 1 - Math.exp(-2)
 */
export function gammaP(a: number, x: number): number {
  return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x);
}

/**
 * Upper regularised incomplete gamma function Q(a, x) = 1 - P(a, x), accurate where it is small.
 *
 * @throws RangeError unless a is above zero and x at least zero
 * @example
 * gammaQ(1, 30); // => Math.exp(-30)
 */
export function gammaQ(a: number, x: number): number {
  return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x);
}

function requireShape(a: number, x: number): void {
  if (!(a > 0) || !(x >= 0))
    throw new RangeError(`the incomplete gamma function requires a above zero and x at least zero, got ${a} and ${x}`);
}

function gammaSeries(a: number, x: number): number {
  requireShape(a, x);
  if (x === 0) return 0;
  let term = 1 / a;
  let sum = term;
  for (let i = 1; term > 1e-17 * sum; i++) {
    term *= x / (a + i);
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

function gammaFraction(a: number, x: number): number {
  requireShape(a, x);
  if (x === Number.POSITIVE_INFINITY) return 0;
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 100_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return fraction * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/**
 * Chance that a chi-square number with `df` degrees of freedom exceeds `x`.
 *
 * @example
 * chiSquareUpper(3.841458820694124, 1); // => 0.05
 */
export function chiSquareUpper(x: number, df: number): number {
  return gammaQ(df / 2, x / 2);
}

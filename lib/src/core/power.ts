/**
 * The power of a number, in the same bits on every version of Node: `**` and `Math.pow` round otherwise from Node 24 on than before, while
 * logarithms, exponentials and products do not. With whole exponents up to 64 by squaring, so that small whole powers are exact.
 *
 * Relative error at most about |exponent · log base| · 2⁻⁵³, and |exponent| · 2⁻⁵³ by squaring. As with `**`, a negative base with a broken
 * exponent has no power: `NaN`.
 *
 * @example
 * power(3, 5); // => 243
 * power(2, -3); // => 0.125
 */
export function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > MOST_SQUARED) return Math.exp(exponent * Math.log(base));
  let product = 1;
  let square = base;
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) product *= square;
    square *= square;
  }
  return exponent < 0 ? 1 / product : product;
}

const MOST_SQUARED = 64;

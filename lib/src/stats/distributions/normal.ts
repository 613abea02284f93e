const SQRT_2PI = Math.sqrt(2 * Math.PI);

/**
 * Density of the standard normal distribution at `z`.
 *
 * @example
 * normalDensity(0); // => 0.3989422804014327
 */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_2PI;
}

/**
 * Chance that a standard normal number is at most `z`; relative accuracy about 1e-14 in both tails.
 *
 * Series of all-positive terms near zero, continued fraction beyond 2.5. For the upper tail ask for `normalCdf(-z)`.
 *
 * @see Abramowitz and Stegun 26.2.11 and 26.2.14
 * @example
 * normalCdf(1.959963984540054); // => 0.975
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const x = Math.abs(z);
  if (x < 2.5) {
    let term = x;
    let sum = x;
    for (let i = 3; term > 1e-17 * sum; i += 2) {
      term *= (x * x) / i;
      sum += term;
    }
    const half = sum * normalDensity(x);
    return z < 0 ? 0.5 - half : 0.5 + half;
  }
  const tail = upperTail(x);
  return z < 0 ? tail : 1 - tail;
}

/** Mills' ratio as a continued fraction, evaluated from the far end. */
function upperTail(x: number): number {
  if (x > 40) return 0;
  let fraction = x;
  for (let i = Math.ceil(20 + 500 / (x * x)); i >= 1; i--) fraction = x + i / fraction;
  return normalDensity(x) / fraction;
}

const central: readonly [readonly number[], readonly number[]] = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
];
const middle: readonly [readonly number[], readonly number[]] = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const far: readonly [readonly number[], readonly number[]] = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
];

const rational = ([top, bottom]: readonly [readonly number[], readonly number[]], x: number): number =>
  top.reduceRight((sum, c) => sum * x + c, 0) / bottom.reduceRight((sum, c) => sum * x + c, 0);

/**
 * The standard normal quantile: the `z` with `normalCdf(z) = p`; relative accuracy about 1e-15.
 *
 * @param p chance in [0, 1]; 0 and 1 give the infinities
 * @throws RangeError outside [0, 1]
 * @see Wichura 1988, algorithm AS 241 (PPND16)
 * @example
 * normalQuantile(0.975); // => 1.959963984540054
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile requires a chance in [0, 1], got ${p}`);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(central, 0.180625 - q * q);
  const tail = Math.min(p, 1 - p);
  if (tail === 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const z = r <= 5 ? rational(middle, r - 1.6) : rational(far, r - 5);
  return q < 0 ? -z : z;
}

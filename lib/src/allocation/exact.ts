/**
 * The double nearest to numerator / denominator, rounded once, half to even.
 *
 * A quotient of two already rounded numbers would be off by a unit in the last place now and then, which is enough to
 * lose a sample on the way back from a budget.
 *
 * @param denominator above zero
 */
export function quotient(numerator: bigint, denominator: bigint): number {
  const magnitude = numerator < 0n ? -numerator : numerator;
  if (magnitude <= SAFE && denominator <= SAFE) return Number(numerator) / Number(denominator);
  // 66 bits or more of quotient and one sticky bit for the rest: Number() then rounds as if it saw every digit.
  const shift = Math.max(0, 66 - (bitLength(magnitude) - bitLength(denominator)));
  const scaled = magnitude << BigInt(shift);
  const sticky = scaled % denominator === 0n ? 0n : 1n;
  const value = Number(((scaled / denominator) << 1n) | sticky) * 2 ** -(shift + 1);
  return numerator < 0n ? -value : value;
}

/** The largest integer n with quotient(n, denominator) <= bound, for a finite bound. */
export function largestNumerator(bound: number, denominator: bigint): bigint {
  const fits = (n: bigint) => quotient(n, denominator) <= bound;
  let low = floorProduct(bound, denominator);
  // n / denominator may lie above the bound by less than half a unit in its last place and still round to it.
  let step = 1n;
  while (fits(low + step)) {
    low += step;
    step *= 2n;
  }
  for (; step > 0n; step /= 2n) if (fits(low + step)) low += step;
  return low;
}

/** floor(value * factor), exactly: a double is an integer times a power of two. */
function floorProduct(value: number, factor: bigint): bigint {
  let whole = value;
  let halvings = 0;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    halvings++;
  }
  return (BigInt(whole) * factor) >> BigInt(halvings);
}

function bitLength(value: bigint): number {
  return value.toString(16).length * 4;
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Solves the square system A x = b by Gaussian elimination with partial pivoting, in 2n³/3 operations.
 *
 * @param a n × n, row-major
 * @param b right-hand side of length n
 * @returns the solution, or `undefined` where the matrix is singular to rounding (a pivot below n·2⁻⁵² of its column)
 * @throws RangeError if `a` does not hold n² numbers
 * @see Golub and Van Loan, Matrix Computations, 4th ed., section 3.4
 * @example
 * solve([0, 2, 1, 1], [4, 3]); // => Float64Array.of(1, 2)
 */
export function solve(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array | undefined {
  const n = b.length;
  if (a.length !== n * n) throw new RangeError(`solve requires ${n * n} numbers for ${n} unknowns, got ${a.length}`);
  const m = Float64Array.from(a);
  const x = Float64Array.from(b);
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) scale[j] = Math.max(scale[j] as number, Math.abs(m[i * n + j] as number));
  for (let j = 0; j < n; j++) {
    let pivot = j;
    for (let i = j + 1; i < n; i++)
      if (Math.abs(m[i * n + j] as number) > Math.abs(m[pivot * n + j] as number)) pivot = i;
    if (!(Math.abs(m[pivot * n + j] as number) > n * Number.EPSILON * (scale[j] as number))) return undefined;
    if (pivot !== j) swapRows(m, x, n, j, pivot);
    for (let i = j + 1; i < n; i++) {
      const factor = (m[i * n + j] as number) / (m[j * n + j] as number);
      for (let k = j + 1; k < n; k++) m[i * n + k] = (m[i * n + k] as number) - factor * (m[j * n + k] as number);
      x[i] = (x[i] as number) - factor * (x[j] as number);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (m[i * n + k] as number) * (x[k] as number);
    x[i] = sum / (m[i * n + i] as number);
  }
  return x;
}

function swapRows(m: Float64Array, x: Float64Array, n: number, i: number, j: number): void {
  for (let k = 0; k < n; k++) {
    const held = m[i * n + k] as number;
    m[i * n + k] = m[j * n + k] as number;
    m[j * n + k] = held;
  }
  const held = x[i] as number;
  x[i] = x[j] as number;
  x[j] = held;
}

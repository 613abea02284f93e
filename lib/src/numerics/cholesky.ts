/**
 * The lower triangular factor L of a symmetric positive definite matrix, L Lᵀ = A, row-major.
 *
 * Only the lower triangle of `a` is read. Runs in n³/3 operations.
 *
 * @param a n × n, row-major
 * @returns L with zeros above its diagonal, or `undefined` where the matrix is not positive definite in floating point
 * @throws RangeError if `a` does not hold n² numbers
 * @see Golub and Van Loan, Matrix Computations, 4th ed., algorithm 4.2.1
 * @example
 * cholesky([4, 2, 2, 5], 2); // => Float64Array.of(2, 0, 1, 2)
 */
export function cholesky(a: ArrayLike<number>, n: number): Float64Array | undefined {
  if (a.length !== n * n) throw new RangeError(`cholesky requires ${n * n} numbers for order ${n}, got ${a.length}`);
  const lower = Float64Array.from(a);
  if (!choleskyInPlace(lower, n)) return undefined;
  for (let i = 0; i < n; i++) lower.fill(0, i * n + i + 1, (i + 1) * n);
  return lower;
}

/** Factors the lower triangle of `a` where it stands; false where a pivot is not positive. */
export function choleskyInPlace(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    let pivot = a[j * n + j] as number;
    for (let k = 0; k < j; k++) pivot -= (a[j * n + k] as number) ** 2;
    if (!(pivot > 0) || pivot === Number.POSITIVE_INFINITY) return false;
    const root = Math.sqrt(pivot);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (a[i * n + k] as number) * (a[j * n + k] as number);
      a[i * n + j] = sum / root;
    }
  }
  return true;
}

/**
 * Solves A x = b from the factor that `cholesky` gave. Runs in 2n² operations.
 *
 * @param lower the factor L, row-major
 * @param b right-hand side of length n
 * @throws RangeError if the lengths do not belong together
 * @example
 * solveCholesky(Float64Array.of(2, 0, 1, 2), [8, 10]); // => Float64Array.of(1.25, 1.5)
 */
export function solveCholesky(lower: Float64Array, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  if (lower.length !== n * n)
    throw new RangeError(`solveCholesky requires a factor of ${n * n} numbers for ${n} unknowns, got ${lower.length}`);
  const x = Float64Array.from(b);
  solveCholeskyInPlace(lower, n, x);
  return x;
}

/** Overwrites the first `n` numbers of `x`, the right-hand side, with the solution. */
export function solveCholeskyInPlace(lower: Float64Array, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (lower[i * n + k] as number) * (x[k] as number);
    x[i] = sum / (lower[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (lower[k * n + i] as number) * (x[k] as number);
    x[i] = sum / (lower[i * n + i] as number);
  }
}

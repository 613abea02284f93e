/** A Householder factorisation with column pivoting: A P = Q R. */
export interface Qr {
  readonly rows: number;
  readonly columns: number;
  /** The upper triangle, min(rows, columns) × columns, row-major, in pivoted column order. */
  readonly r: Float64Array;
  /** `pivot[j]` is the column of A that stands at place j. */
  readonly pivot: Int32Array;
  /** Columns whose diagonal is above `rows · 2⁻⁵²` of the largest: the numerical rank. */
  readonly rank: number;
  /** Qᵀ b for the right-hand side given, or an empty array. */
  readonly qtb: Float64Array;
}

/**
 * Factors a matrix by Householder reflections with column pivoting, and turns a right-hand side along with it.
 *
 * Runs in 2·rows·columns² operations. The rank counts the diagonal of R above rows·2⁻⁵² times its largest entry.
 *
 * @param a rows × columns, row-major
 * @param b a right-hand side of length `rows`, or nothing
 * @throws RangeError if the lengths do not belong together
 * @see Golub and Van Loan, Matrix Computations, 4th ed., algorithm 5.4.1
 * @example
 * qr([1, 1, 1, 1], 2, 2).rank; // => 1
 */
export function qr(a: ArrayLike<number>, rows: number, columns: number, b: ArrayLike<number> = []): Qr {
  if (a.length !== rows * columns || (b.length !== 0 && b.length !== rows))
    throw new RangeError(
      `qr requires ${rows * columns} numbers and a right-hand side of ${rows}, got ${a.length} and ${b.length}`,
    );
  const m = Float64Array.from(a);
  const qtb = Float64Array.from(b);
  const pivot = Int32Array.from({ length: columns }, (_, j) => j);
  const steps = Math.min(rows, columns);
  let largest = 0;
  let rank = 0;
  for (let j = 0; j < steps; j++) {
    const norm = bringLargestColumn(m, rows, columns, j, pivot);
    if (j === 0) largest = norm;
    if (norm > rows * Number.EPSILON * largest) rank = j + 1;
    if (norm > 0) reflect(m, rows, columns, j, norm, qtb);
  }
  return { rows, columns, r: m.slice(0, steps * columns), pivot, rank, qtb };
}

/** Swaps the column with the largest rest into place j and returns the norm of that rest. */
function bringLargestColumn(m: Float64Array, rows: number, columns: number, j: number, pivot: Int32Array): number {
  let best = j;
  let bestSquare = -1;
  for (let k = j; k < columns; k++) {
    let square = 0;
    for (let i = j; i < rows; i++) square += (m[i * columns + k] as number) ** 2;
    if (square > bestSquare) {
      bestSquare = square;
      best = k;
    }
  }
  if (best !== j) {
    for (let i = 0; i < rows; i++) {
      const held = m[i * columns + j] as number;
      m[i * columns + j] = m[i * columns + best] as number;
      m[i * columns + best] = held;
    }
    const held = pivot[j] as number;
    pivot[j] = pivot[best] as number;
    pivot[best] = held;
  }
  return Math.sqrt(bestSquare);
}

/** Reflects column j onto its diagonal and carries the other columns and the right-hand side along. */
function reflect(m: Float64Array, rows: number, columns: number, j: number, norm: number, qtb: Float64Array): void {
  const head = m[j * columns + j] as number;
  const alpha = head > 0 ? -norm : norm;
  const v = new Float64Array(rows - j);
  for (let i = j; i < rows; i++) v[i - j] = m[i * columns + j] as number;
  v[0] = head - alpha;
  let vv = 0;
  for (const value of v) vv += value * value;
  const turn = (get: (i: number) => number, set: (i: number, value: number) => void) => {
    let dot = 0;
    for (let i = 0; i < v.length; i++) dot += (v[i] as number) * get(i + j);
    const factor = (2 * dot) / vv;
    for (let i = 0; i < v.length; i++) set(i + j, get(i + j) - factor * (v[i] as number));
  };
  for (let k = j + 1; k < columns; k++)
    turn(
      (i) => m[i * columns + k] as number,
      (i, value) => {
        m[i * columns + k] = value;
      },
    );
  if (qtb.length > 0)
    turn(
      (i) => qtb[i] as number,
      (i, value) => {
        qtb[i] = value;
      },
    );
  m[j * columns + j] = alpha;
  for (let i = j + 1; i < rows; i++) m[i * columns + j] = 0;
}

/** A linear least-squares fit; where columns depend on each other, the surplus ones get zero. */
export interface LinearFit {
  readonly coefficients: Float64Array;
  /** Sum of squared residuals. */
  readonly rss: number;
  readonly rank: number;
}

/**
 * The coefficients that minimise ‖A x − b‖², by QR with column pivoting. Columns that depend on the others get zero.
 *
 * @param a rows × columns, row-major
 * @param b right-hand side of length `rows`
 * @throws RangeError if the lengths do not belong together
 * @example
 * linearLeastSquares([1, 0, 1, 1, 1, 2], 3, 2, [1, 3, 5]).coefficients[1]; // => 2
 */
export function linearLeastSquares(
  a: ArrayLike<number>,
  rows: number,
  columns: number,
  b: ArrayLike<number>,
): LinearFit {
  if (b.length !== rows)
    throw new RangeError(`linearLeastSquares requires a right-hand side of ${rows} numbers, got ${b.length}`);
  const { r, pivot, rank, qtb } = qr(a, rows, columns, b);
  const coefficients = new Float64Array(columns);
  for (let i = rank - 1; i >= 0; i--) {
    let sum = qtb[i] as number;
    for (let k = i + 1; k < rank; k++)
      sum -= (r[i * columns + k] as number) * (coefficients[pivot[k] as number] as number);
    coefficients[pivot[i] as number] = sum / (r[i * columns + i] as number);
  }
  let rss = 0;
  for (let i = rank; i < rows; i++) rss += (qtb[i] as number) ** 2;
  return { coefficients, rss, rank };
}

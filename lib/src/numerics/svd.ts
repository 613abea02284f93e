/** A thin singular value decomposition A = U diag(s) Vᵀ. */
export interface Svd {
  /** rows × columns, row-major: column j belongs to `singularValues[j]`; zero where that value is zero. */
  readonly u: Float64Array;
  /** Falling, never negative. */
  readonly singularValues: Float64Array;
  /** columns × columns, row-major: column j is the right vector of `singularValues[j]`. */
  readonly v: Float64Array;
}

const SWEEPS = 60;

/**
 * The singular value decomposition by one-sided Jacobi rotations: small values come out with high relative accuracy.
 *
 * A sweep costs 3·rows·columns² operations and few sweeps are needed; meant for at most some hundred columns.
 *
 * @param a rows × columns, row-major
 * @throws RangeError if `a` does not hold rows × columns finite numbers
 * @see Demmel and Veselić 1992, SIAM J. Matrix Anal. Appl. 13, 1204
 * @example
 * svd([3, 0, 0, -2], 2, 2).singularValues; // => Float64Array.of(3, 2)
 */
export function svd(a: ArrayLike<number>, rows: number, columns: number): Svd {
  if (a.length !== rows * columns)
    throw new RangeError(`svd requires ${rows * columns} numbers for ${rows} × ${columns}, got ${a.length}`);
  // Columns are kept contiguous while they turn.
  const work = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const value = a[i * columns + j] as number;
      if (!Number.isFinite(value))
        throw new RangeError(`svd requires finite numbers, got ${value} at row ${i}, column ${j}`);
      work[j * rows + i] = value;
    }
  const turns = new Float64Array(columns * columns);
  for (let j = 0; j < columns; j++) turns[j * columns + j] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < columns - 1; p++)
      for (let q = p + 1; q < columns; q++) if (rotate(work, rows, turns, columns, p, q)) turned = true;
    if (!turned) break;
  }
  return sorted(work, rows, turns, columns);
}

/** Makes columns p and q orthogonal; false where they already were. */
function rotate(work: Float64Array, rows: number, turns: Float64Array, columns: number, p: number, q: number): boolean {
  let pp = 0;
  let qq = 0;
  let pq = 0;
  for (let i = 0; i < rows; i++) {
    const x = work[p * rows + i] as number;
    const y = work[q * rows + i] as number;
    pp += x * x;
    qq += y * y;
    pq += x * y;
  }
  if (Math.abs(pq) <= Number.EPSILON * Math.sqrt(pp * qq)) return false;
  const zeta = (qq - pp) / (2 * pq);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, t);
  turn(work, rows, p, q, c, c * t);
  turn(turns, columns, p, q, c, c * t);
  return true;
}

function turn(columnsOf: Float64Array, length: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < length; i++) {
    const x = columnsOf[p * length + i] as number;
    const y = columnsOf[q * length + i] as number;
    columnsOf[p * length + i] = c * x - s * y;
    columnsOf[q * length + i] = s * x + c * y;
  }
}

function sorted(work: Float64Array, rows: number, turns: Float64Array, columns: number): Svd {
  const norms = new Float64Array(columns);
  const order: number[] = [];
  for (let j = 0; j < columns; j++) {
    let square = 0;
    for (let i = 0; i < rows; i++) square += (work[j * rows + i] as number) ** 2;
    norms[j] = Math.sqrt(square);
    order.push(j);
  }
  order.sort((i, j) => (norms[j] as number) - (norms[i] as number));
  const u = new Float64Array(rows * columns);
  const v = new Float64Array(columns * columns);
  const singularValues = new Float64Array(columns);
  for (let to = 0; to < columns; to++) {
    const from = order[to] as number;
    const norm = norms[from] as number;
    singularValues[to] = norm;
    for (let i = 0; i < rows; i++) u[i * columns + to] = norm > 0 ? (work[from * rows + i] as number) / norm : 0;
    for (let i = 0; i < columns; i++) v[i * columns + to] = turns[from * columns + i] as number;
  }
  return { u, singularValues, v };
}

import fc from "fast-check";
import { cholesky, linearLeastSquares, qr, solve, solveCholesky, svd } from "isocompute/numerics";
import { describe, expect, it } from "vitest";

const entry = fc.double({ min: -10, max: 10, noNaN: true });
const matrix = (rows: number, columns: number) =>
  fc.array(entry, { minLength: rows * columns, maxLength: rows * columns });

function multiply(a: ArrayLike<number>, b: ArrayLike<number>, n: number, m: number, k: number): number[] {
  const out = new Array<number>(n * k).fill(0);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < k; j++)
      for (let l = 0; l < m; l++) out[i * k + j] = (out[i * k + j] ?? 0) + (a[i * m + l] ?? 0) * (b[l * k + j] ?? 0);
  return out;
}
const transpose = (a: ArrayLike<number>, n: number, m: number) =>
  Array.from({ length: n * m }, (_, i) => a[(i % n) * m + Math.floor(i / n)] ?? 0);
const largest = (a: readonly number[]) => a.reduce((m, v) => Math.max(m, Math.abs(v)), 0);

describe("cholesky(a, n)", () => {
  it("rebuilds AAᵀ + I and solves with it", () => {
    fc.assert(
      fc.property(matrix(4, 4), matrix(4, 1), (a, b) => {
        const spd = multiply(a, transpose(a, 4, 4), 4, 4, 4).map((v, i) => v + (i % 5 === 0 ? 1 : 0));
        const lower = cholesky(spd, 4);
        if (lower === undefined) throw new Error("a positive definite matrix was refused");
        const back = multiply(lower, transpose(lower, 4, 4), 4, 4, 4);
        expect(largest(back.map((v, i) => v - (spd[i] ?? 0)))).toBeLessThan(1e-11 * (1 + largest(spd)));
        const x = solveCholesky(lower, b);
        const residual = multiply(spd, x, 4, 4, 1).map((v, i) => v - (b[i] ?? 0));
        expect(largest(residual)).toBeLessThan(1e-9 * (1 + largest(spd)));
      }),
    );
  });
  it("says undefined where the matrix is not positive definite, and refuses a wrong length", () => {
    expect(cholesky([1, 2, 2, 1], 2)).toBeUndefined();
    expect(cholesky([Number.NaN], 1)).toBeUndefined();
    expect(() => cholesky([1, 2, 3], 2)).toThrow("cholesky requires 4 numbers for order 2, got 3");
  });
});

describe("solve(a, b)", () => {
  it("leaves no residual", () => {
    fc.assert(
      fc.property(matrix(5, 5), matrix(5, 1), (a, b) => {
        const x = solve(a, b);
        // Columns near the smallest doubles have solutions beyond the largest: nothing to measure.
        fc.pre(x?.every(Number.isFinite) === true);
        const size = 1 + largest(Array.from(x)) * largest(a);
        expect(largest(multiply(a, x, 5, 5, 1).map((v, i) => v - (b[i] ?? 0)))).toBeLessThan(1e-10 * size);
      }),
    );
  });
  it("says undefined for a singular matrix", () => {
    expect(solve([1, 2, 2, 4], [1, 2])).toBeUndefined();
  });
});

describe("qr(a, rows, columns, b) and linearLeastSquares", () => {
  it("find the rank and the residual of dependent columns", () => {
    // Third column = first + second; b = 1 + x with one outlier of 3 on four points.
    const a = [1, 0, 1, 1, 1, 2, 1, 2, 3, 1, 3, 4];
    expect(qr(a, 4, 3).rank).toBe(2);
    const { rss, rank, coefficients } = linearLeastSquares(a, 4, 3, [1, 2, 6, 4]);
    expect(rank).toBe(2);
    expect(rss).toBeCloseTo(6.3, 10); // by hand: slope 1.3, intercept 1.3
    const fitted = multiply(a, coefficients, 4, 3, 1);
    expect(fitted[0]).toBeCloseTo(1.3, 10);
  });
  it("makes the residual orthogonal to every column", () => {
    fc.assert(
      fc.property(matrix(6, 3), matrix(6, 1), (a, b) => {
        const { coefficients } = linearLeastSquares(a, 6, 3, b);
        const residual = multiply(a, coefficients, 6, 3, 1).map((v, i) => (b[i] ?? 0) - v);
        expect(largest(multiply(transpose(a, 6, 3), residual, 3, 6, 1))).toBeLessThan(1e-9);
      }),
    );
  });
});

describe("svd(a, rows, columns)", () => {
  it("rebuilds the matrix from orthonormal parts, largest value first", () => {
    fc.assert(
      fc.property(matrix(5, 3), (a) => {
        const { u, singularValues: s, v } = svd(a, 5, 3);
        const scaled = Array.from(u, (value, i) => value * (s[i % 3] ?? 0));
        const back = multiply(scaled, transpose(v, 3, 3), 5, 3, 3);
        expect(largest(back.map((value, i) => value - (a[i] ?? 0)))).toBeLessThan(1e-12 * (1 + largest(a)));
        expect((s[0] ?? 0) >= (s[1] ?? 0) && (s[1] ?? 0) >= (s[2] ?? 0)).toBe(true);
      }),
    );
  });
  it("sees small singular values with relative accuracy", () => {
    const { singularValues } = svd([1, 1, 0, 1e-8], 2, 2);
    expect((singularValues[1] ?? 0) / (1e-8 / Math.SQRT2)).toBeCloseTo(1, 6);
  });
});

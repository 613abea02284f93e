import { type Law, lawOfPoints } from "../law.js";

/** Up to this many different resamples are listed: all of nine different values. */
const MOST = 25_000;

/**
 * The exact law of a statistic of the mean row of few rows, by listing the multisets of `n` draws; undefined when there are too many.
 * `value` sees the column sums of a resample, and may answer with a number that is not finite: those resamples are left out.
 */
export function enumeratedLaw(
  columns: readonly Float64Array[],
  value: (sums: readonly number[]) => number,
): { readonly law: Law; readonly lost: number } | undefined {
  const n = (columns[0] as Float64Array).length;
  const rows = distinctRows(columns);
  if (rows === undefined) return undefined;
  const found: { point: number; chance: number }[] = [];
  let lost = 0;
  const logFactorial = new Float64Array(n + 1);
  for (let i = 1; i <= n; i++) logFactorial[i] = (logFactorial[i - 1] as number) + Math.log(i);
  const visit = (row: number, left: number, logChance: number, sums: readonly number[]): void => {
    const { values, chance } = rows[row] as Row;
    const take = (times: number): [number, readonly number[]] => [
      logChance + times * Math.log(chance) - (logFactorial[times] as number),
      sums.map((sum, c) => sum + times * (values[c] as number)),
    ];
    if (row === rows.length - 1) {
      const [log, total] = take(left);
      const point = value(total);
      const weight = Math.exp(log + (logFactorial[n] as number));
      if (Number.isFinite(point)) found.push({ point, chance: weight });
      else lost += weight;
      return;
    }
    for (let times = 0; times <= left; times++) {
      const [log, total] = take(times);
      visit(row + 1, left - times, log, total);
    }
  };
  visit(
    0,
    n,
    0,
    columns.map(() => 0),
  );
  if (found.length === 0) return undefined;
  found.sort((a, b) => a.point - b.point);
  return {
    law: lawOfPoints(
      Float64Array.from(found, (f) => f.point),
      Float64Array.from(found, (f) => f.chance),
      1e-12,
    ),
    lost,
  };
}

interface Row {
  readonly values: readonly number[];
  readonly chance: number;
}

/** The different rows and their shares; undefined as soon as they make more than `MOST` multisets of n draws. */
function distinctRows(columns: readonly Float64Array[]): readonly Row[] | undefined {
  const n = (columns[0] as Float64Array).length;
  const counts = new Map<string, { values: number[]; count: number }>();
  let ways = 1;
  for (let i = 0; i < n; i++) {
    const values = columns.map((column) => column[i] as number);
    const key = values.join(" ");
    const seen = counts.get(key);
    if (seen !== undefined) {
      seen.count++;
      continue;
    }
    const before = counts.size;
    counts.set(key, { values, count: 1 });
    if (before > 0) ways = (ways * (n + before)) / before;
    if (ways > MOST) return undefined;
  }
  return [...counts.values()].map(({ values, count }) => ({ values, chance: count / n }));
}

import type { TestResult } from "../../stats/index.js";

/** Random flips that are worth drawing however few pairs there are. */
const LEAST = 9999;

/** Signs drawn at most over all pairs: some twenty seconds. */
const MOST_SIGNS = 4e9;

/** How many times below the least level of Holm's correction a p value can fall. */
const MARGIN = 10;

/**
 * Random flips for each pair, where a test has to draw them: enough for a p value well below the least level that Holm's correction asks for, as
 * far as time allows.
 */
export function flipsFor(pairs: number, questions: number, alpha: number): number {
  const wanted = Math.ceil((MARGIN * pairs) / alpha);
  return Math.max(LEAST, Math.min(wanted, Math.floor(MOST_SIGNS / (pairs * questions))));
}

/** How a pair's test found its p value. */
export interface FoundBy {
  readonly testMethod: TestResult["method"];
  /** Random flips behind p, where they were drawn. */
  readonly flips?: number;
}

/** The least p value that a test can give because of how many flips it drew; none for a test that drew none. */
export const floorOf = ({ flips }: FoundBy): number | null => (flips === undefined ? null : 1 / (flips + 1));

/** How the tests found their p values, in a line. */
export function methodText(tests: readonly FoundBy[]): string {
  const drawn = tests.find(({ flips }) => flips !== undefined)?.flips;
  const parts = [
    ["exact", "exact"],
    ["bounded", "bounded (never below the exact p, some per cent above it at most)"],
    ["monte-carlo", `from ${drawn} random flips`],
  ] as const;
  return parts
    .map(([method, what]) => ({ what, many: tests.filter(({ testMethod }) => testMethod === method).length }))
    .filter(({ many }) => many > 0)
    .map(({ what, many }) => (many === tests.length ? what : `${many} of ${tests.length} ${what}`))
    .join(", ");
}

import type { BootstrapResult } from "../../stats/index.js";
import { shortNumber } from "./options.js";

/**
 * What an interval for a difference and an adjusted p value say together, in words.
 *
 * @param floor the least p that the test could have given, where that alone keeps it from confirming
 */
export function verdict(
  first: string,
  second: string,
  interval: Pick<BootstrapResult, "estimate" | "low" | "high">,
  p: number,
  alpha: number,
  floor: number | null = null,
): string {
  const ahead = interval.estimate > 0 ? first : second;
  const behind = interval.estimate > 0 ? second : first;
  const excludes = interval.low > 0 || interval.high < 0;
  if (excludes && p <= alpha) return `${ahead} is better than ${behind}`;
  if (!excludes && p > alpha) return `no difference shown between ${first} and ${second}`;
  if (excludes && floor !== null)
    return `${ahead} is ahead of ${behind}, but the test cannot resolve it: with ${Math.round(1 / floor) - 1} random flips no p is below ${shortNumber(floor)}; ask for more with --resamples`;
  return excludes
    ? `${ahead} is ahead of ${behind}, but the test does not confirm it`
    : `the test favours ${ahead} over ${behind}, but the interval holds zero`;
}

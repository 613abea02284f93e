import { normalCdf } from "../distributions/normal.js";
import { requireOneOf } from "../require-one-of.js";
import { ranks, tieTerm } from "./ranks.js";
import { signSumLaw, tailsAt } from "./rearrangement.js";
import { type Alternative, requireAlternative, requireFinite, type TestResult } from "./result.js";

export interface WilcoxonOptions {
  /** @default "two-sided" */
  readonly alternative?: Alternative;
  /** Zero differences: dropped ("wilcox"), ranked and then dropped ("pratt"), or ranked and shared between the signs ("zsplit"). @default "wilcox" */
  readonly zeros?: "wilcox" | "pratt" | "zsplit";
  /**
   * The exact law over all signs given the (mid)ranks, or the normal approximation. @default "exact" up to 200 differences other than zero without
   * "zsplit"; "approximate" for more, and where their ranks add up to more than can be counted: with "pratt" thousands of zeros lift them so far.
   */
  readonly method?: "exact" | "approximate";
  /** Half a rank towards the middle, for the approximation. @default true */
  readonly continuity?: boolean;
}

export interface WilcoxonResult extends TestResult {
  /** Sum of ranks of the positive and of the negative differences. */
  readonly plus: number;
  readonly minus: number;
  readonly nonZero: number;
}

/**
 * Wilcoxon's signed-rank test that paired differences are symmetric about zero.
 *
 * @param differences one per pair
 * @returns `statistic`: the smaller of the two rank sums (scipy's; R's V is `plus`)
 * @throws RangeError if there is no difference, one is not finite, an option is not known, or the exact method is asked for and cannot be computed
 * @see Wilcoxon 1945; Pratt 1959
 * @example
 * wilcoxonTest([1.5, 0.1, 0.8, 1.3, 0.6, 1.2]).p; // => 0.03125
 */
export function wilcoxonTest(differences: ArrayLike<number>, options: WilcoxonOptions = {}): WilcoxonResult {
  const { alternative = "two-sided", zeros = "wilcox", continuity = true } = options;
  requireAlternative("wilcoxonTest", alternative);
  requireOneOf("wilcoxonTest", "zeros", zeros, ["wilcox", "pratt", "zsplit"]);
  if (options.method !== undefined)
    requireOneOf("wilcoxonTest", "the method", options.method, ["exact", "approximate"]);
  const all = requireFinite("wilcoxonTest", differences, 1, "differences");
  const kept = zeros === "wilcox" ? all.filter((d) => d !== 0) : all;
  const nonZero = all.filter((d) => d !== 0).length;
  const wanted = options.method ?? (nonZero <= 200 && zeros !== "zsplit" ? "exact" : "approximate");
  if (wanted === "exact" && zeros === "zsplit")
    throw new RangeError('wilcoxonTest requires zeros "wilcox" or "pratt" for the exact method, got "zsplit"');
  const ranked = ranks(kept.map(Math.abs));
  let plus = 0;
  let minus = 0;
  kept.forEach((d, i) => {
    const rank = ranked[i] as number;
    if (d > 0) plus += rank;
    else if (d < 0) minus += rank;
    else if (zeros === "zsplit") {
      plus += rank / 2;
      minus += rank / 2;
    }
  });
  const common = { statistic: Math.min(plus, minus), plus, minus, nonZero };
  if (nonZero === 0)
    return { ...common, p: 1, method: "exact", warnings: ["every difference is zero: no evidence either way"] };
  const signed = Float64Array.from(ranked.filter((_, i) => kept[i] !== 0));
  const law = wanted === "exact" ? signSumLaw(signed) : undefined;
  if (law === undefined && options.method === "exact")
    throw new RangeError(
      `wilcoxonTest requires fewer differences for the exact method, got ${nonZero} and ${all.length - nonZero} zeros`,
    );
  if (law !== undefined) {
    const signs = kept.filter((d) => d !== 0).map(Math.sign);
    const at = law.steps.reduce((sum, step, i) => sum + ((signs[i] as number) > 0 ? step : 0), 0);
    const { upper, lower } = tailsAt(law.chances, at);
    return { ...common, p: pOf(alternative, upper, lower), method: "exact", warnings: [] };
  }
  const n = kept.length;
  const zeroCount = zeros === "pratt" ? n - nonZero : 0;
  const mean = (n * (n + 1) - zeroCount * (zeroCount + 1)) / 4;
  const ties = tieTerm(zeros === "zsplit" ? ranked : signed);
  const square = n * (n + 1) * (2 * n + 1) - zeroCount * (zeroCount + 1) * (2 * zeroCount + 1) - ties / 2;
  const deviation = Math.sqrt(square / 24);
  const shift = (towards: number) => (continuity ? 0.5 * towards : 0);
  const off = plus - mean;
  const upper = normalCdf(-(off - shift(1)) / deviation);
  const lower = normalCdf((off + shift(1)) / deviation);
  const two = 2 * normalCdf(-Math.abs((off - shift(Math.sign(off))) / deviation));
  const p = alternative === "two-sided" ? Math.min(1, two) : alternative === "greater" ? upper : lower;
  return {
    ...common,
    p,
    method: "approximate",
    warnings: nonZero < 10 ? [`${nonZero} differences are few for the normal approximation`] : [],
  };
}

/** The p value of an alternative from the tails on either side, both including the observed value. */
function pOf(alternative: Alternative, upper: number, lower: number): number {
  if (alternative === "greater") return upper;
  if (alternative === "less") return lower;
  return Math.min(1, 2 * Math.min(upper, lower));
}

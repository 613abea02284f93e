/**
 * One way of writing a final answer of a mathematics problem: LaTeX spacing, sizes, dollars, units in text, degree and percent signs removed;
 * `\dfrac` and `a/b` as `\frac{a}{b}`; numbers without thousands separators, leading pluses and idle zeros.
 * It compares notation, not values: `0.5` and `\frac{1}{2}` stay different but for the decimals that are written as such.
 *
 * @see Hendrycks et al. 2021, arXiv 2103.03874, which compares answers in the same spirit
 * @example
 * normalizeMath("$\\dfrac{3}{4}$") === normalizeMath("3/4"); // => true
 */
export function normalizeMath(answer: string): string {
  let text = answer
    .replace(/\\[!,;: ]|\\quad|\\qquad|~/g, "")
    .replace(/\\left|\\right|\\displaystyle|\\\$|\$/g, "")
    .replace(/\\[dt]frac/g, "\\frac")
    .replace(/\^\{?\\circ\}?|\\%|%/g, "")
    .replace(/\\(?:text|mbox|mathrm)\{\s*([^{}]*?)\s*\}/g, (_, inner: string, at: number) => (at === 0 ? inner : ""))
    .replace(/\s+/g, "")
    .replace(/\.$/, "");
  text = text.replace(/^[a-zA-Z]=/, "");
  text = text.replace(/\\frac(\d)(\d)/g, "\\frac{$1}{$2}").replace(/\\sqrt(\d)/g, "\\sqrt{$1}");
  text = text.replace(/^(-?\d+)\/(\d+)$/, "\\frac{$1}{$2}").replace(/^-\\frac\{(\d+)\}/, "\\frac{-$1}");
  return /^[+-]?[\d,]*\.?\d+$/.test(text) ? plainNumber(text) : text;
}

function plainNumber(text: string): string {
  const grouped = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text);
  if (text.includes(",") && !grouped) return text;
  const [whole = "", decimals = ""] = text.replaceAll(",", "").replace(/^[+-]/, "").split(".");
  const left = whole.replace(/^0+(?=\d)/, "") || "0";
  const right = decimals.replace(/0+$/, "");
  const number = right === "" ? left : `${left}.${right}`;
  return text.startsWith("-") && number !== "0" ? `-${number}` : number;
}

/**
 * The content of the last `\boxed{…}` of a solution, braces matched; null if there is none.
 *
 * @example
 * lastBoxed("so \\boxed{1} or rather \\boxed{\\frac{1}{2}}."); // => "\\frac{1}{2}"
 */
export function lastBoxed(solution: string): string | null {
  const start = solution.lastIndexOf("\\boxed{");
  if (start === -1) return null;
  let depth = 0;
  for (let i = start + "\\boxed".length; i < solution.length; i++) {
    if (solution[i] === "{") depth += 1;
    else if (solution[i] === "}") {
      depth -= 1;
      if (depth === 0) return solution.slice(start + "\\boxed{".length, i);
    }
  }
  return null;
}

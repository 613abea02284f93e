/**
 * One way of writing a final answer of a mathematics problem: LaTeX spacing, sizes, dollars, degree and percent signs removed, and a unit
 * in text behind a number (`\text{ cm}^2`); other text stands without its `\text`. `\dfrac`, and `a/b` of whole numbers, as `\frac{a}{b}`;
 * numbers without thousands separators, leading pluses and idle zeros. It compares notation, not values: `0.5` and `\frac{1}{2}` stay
 * different, and so do `x/2` and `\frac{x}{2}`.
 *
 * @see Hendrycks et al. 2021, arXiv 2103.03874, which compares answers in the same spirit
 * @example
 * normalizeMath("$\\dfrac{3}{4}$") === normalizeMath("3/4"); // => true
 */
export function normalizeMath(answer: string): string {
  let text = answer
    .replace(/(?<!\\)\\[!,;: ]|\\q?quad(?![a-zA-Z])|~/g, " ")
    .replace(/\\(?:left|right|displaystyle)(?![a-zA-Z])|\\\$|\$/g, "")
    .replace(/\\[dt]frac/g, "\\frac")
    .replace(/\^\{?\\circ\}?|\\%|%/g, "");
  text = withoutUnit(text)
    .replace(/\\(?:text|mbox|mathrm)\{([^{}]*)\}/g, "$1")
    .replace(/\s+/g, "")
    .replace(/\.$/, "");
  text = text.replace(/^[a-zA-Z]=/, "");
  text = text.replace(/\\frac(\d)(\d)/g, "\\frac{$1}{$2}").replace(/\\sqrt(\d)/g, "\\sqrt{$1}");
  text = text.replace(/^(-?\d+)\/(\d+)$/, "\\frac{$1}{$2}").replace(/^-\\frac\{(\d+)\}/, "\\frac{-$1}");
  return /^[+-]?[\d,]*\.?\d+$/.test(text) ? plainNumber(text) : text;
}

/** Words at the end, as in `\text{ m}/\text{s}^2`. */
const WORDS = /(?:(?:\s|\/|\\cdot)*\\(?:text|mbox|mathrm)\{[a-zA-Z.\-/\s]+\}(?:\^(?:\d|\{-?\d+\}))?)+\s*\.?\s*$/;
const NUMBER = /^(?:\s*[a-zA-Z]\s*=)?(?:[^a-zA-Z\\]|\\(?:frac|sqrt|pi|cdot|times)(?![a-zA-Z]))+$/;
/** Words that are part of the number before them: "5 million", "2 and a half", "9 a.m.", the imaginary unit. */
const NO_UNIT = /\b(?:and|or|half|base|dozen|hundred|thousand|(?:m|b|tr)illion)\b|\{\s*(?:[ie]|[ap]\.?\s*m\.?)\s*\}/i;

/** A capital that follows without a space is a name rather than a unit: "3B", but "3 N" and "3m". */
function withoutUnit(text: string): string {
  const words = WORDS.exec(text);
  if (words === null) return text;
  const [before, unit] = [text.slice(0, words.index), words[0]];
  const named = /^\\\w+\{[A-Z]/.test(unit);
  return named || NO_UNIT.test(unit) || !NUMBER.test(before) || !/\d|\\pi/.test(before) ? text : before;
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

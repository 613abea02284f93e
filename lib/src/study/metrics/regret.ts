import type { CompareRow } from "../compare/row.js";

/** Against what a search is measured: trials made, or budget units spent over all questions. */
export type Effort = "trials" | "units";

/**
 * The regret of what a search recommended after so many trials; a search that ended before stands by its last word. Where nothing was
 * recommended yet, nothing is scored: the regret is the best score itself.
 *
 * @param trials an integer of at least zero
 * @throws RangeError if `trials` is none
 * @example
 * regretAt({ best: 0.8, regret: [null, 0.1, 0.02] }, 1); // => 0.8
 * regretAt({ best: 0.8, regret: [null, 0.1, 0.02] }, 20); // => 0.02
 */
export function regretAt({ best, regret }: Pick<CompareRow, "best" | "regret">, trials: number): number {
  if (!Number.isInteger(trials) || trials < 0)
    throw new RangeError(`regretAt requires trials to be an integer of at least zero, got ${trials}`);
  return (trials < 1 ? null : regret[Math.min(trials, regret.length) - 1]) ?? best;
}

/** Where a search stood from some effort on. */
export interface RegretStep {
  readonly effort: number;
  readonly regret: number;
}

/** A search's regret as steps of effort; before the first step it is the best score itself. */
export function regretSteps(row: Pick<CompareRow, "best" | "regret" | "units">, over: Effort): readonly RegretStep[] {
  return row.regret.map((regret, t) => ({
    effort: over === "trials" ? t + 1 : (row.units[t] ?? 0),
    regret: regret ?? row.best,
  }));
}

/**
 * The mean regret over a range of effort on a logarithmic axis: low for a search that is good at any time, not only in the end.
 *
 * @param range of effort, the same for all that are compared; the first end above zero
 * @throws RangeError if the range is empty or does not begin above zero
 * @example
 * anytimeRegret({ best: 0.5, regret: [0.2, 0.1], units: [10, 20] }, "trials", [1, 4]); // => (0.2 * Math.log(2) + 0.1 * Math.log(2)) / Math.log(4)
 */
export function anytimeRegret(
  row: Pick<CompareRow, "best" | "regret" | "units">,
  over: Effort,
  range: readonly [from: number, to: number],
): number {
  const [from, to] = range;
  if (!(from > 0 && to > from))
    throw new RangeError(`anytimeRegret requires a range of effort above zero, got ${from} to ${to}`);
  let area = 0;
  let before = { effort: from, regret: row.best };
  for (const step of regretSteps(row, over)) {
    const effort = Math.min(Math.max(step.effort, from), to);
    area += before.regret * Math.log(effort / before.effort);
    before = { effort, regret: step.regret };
  }
  area += before.regret * Math.log(to / before.effort);
  return area / Math.log(to / from);
}

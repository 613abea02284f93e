import type { LayoutAxis } from "plotly.js";

/**
 * A logarithmic axis with ticks where numbers were taken, such as 1, 2, 5, 10, 20 samples. Plotly's own choice mixes
 * full labels with small single digits.
 *
 * @throws RangeError unless every tick is above zero
 * @example
 * logTicks([1, 10, 5000]); // => { type: "log", tickmode: "array", tickvals: [1, 10, 5000], ticktext: ["1", "10", "5,000"] }
 */
export function logTicks(ticks: readonly number[]): Pick<LayoutAxis, "type" | "tickmode" | "tickvals" | "ticktext"> {
  const bad = ticks.find((tick) => !(tick > 0));
  if (bad !== undefined) throw new RangeError(`logTicks requires ticks above zero, got ${bad}`);
  return {
    type: "log",
    tickmode: "array",
    tickvals: [...ticks],
    ticktext: ticks.map((tick) => tick.toLocaleString("en-US", { maximumSignificantDigits: 6 })),
  };
}

/**
 * A logarithmic axis with ticks at 1, 2 and 5 times the powers of ten that lie between the least and the greatest value;
 * at 1 and 3 times where they span more than two powers, at every whole multiple where fewer than two ticks would be left, at both ends
 * where even those are missing.
 *
 * @throws RangeError unless every value is above zero and there is at least one
 * @example
 * roundTicks([7, 100]).tickvals; // => [10, 20, 50, 100]
 */
export function roundTicks(values: readonly number[]): ReturnType<typeof logTicks> {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) throw new RangeError("roundTicks requires at least one value, got none");
  if (!(least > 0 && greatest < Number.POSITIVE_INFINITY))
    throw new RangeError(`roundTicks requires finite values above zero, got ${least} to ${greatest}`);
  // Over more than two powers of ten, ticks at 1, 2 and 5 crowd a small panel.
  const round = multiplesBetween(least, greatest, greatest / least > 100 ? [1, 3] : [1, 2, 5]);
  if (round.length > 1) return logTicks(round);
  const whole = multiplesBetween(least, greatest, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  return logTicks(whole.length > 1 ? whole : [...new Set([least, greatest])]);
}

/** The digits times powers of ten that lie between two numbers. */
function multiplesBetween(least: number, greatest: number, digits: readonly number[]): number[] {
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(greatest); power++)
    for (const digit of digits) {
      const multiple = Number(`${digit}e${power}`);
      if (multiple >= least && multiple <= greatest) found.push(multiple);
    }
  return found;
}

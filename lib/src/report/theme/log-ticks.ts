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

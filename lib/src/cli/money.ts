import type { Ledger } from "../llm/index.js";
import type { LiveModels } from "./live-world.js";

/** What a run paid its models in dollars; `null` where that is not known: without prices, without one of a model, or without a count. */
export function moneySpent({ ledger, prices }: Pick<LiveModels, "ledger" | "prices">): number | null {
  const { dollars, unmetered } = ledger.total();
  return prices === undefined || unmetered > 0 ? null : dollars;
}

/** The same in a few words, where there are prices to tell it by; empty where there are none. */
export function moneyText(models: Pick<LiveModels, "ledger" | "prices">): string {
  if (models.prices === undefined) return "";
  const dollars = moneySpent(models);
  if (dollars !== null) return `$${dollars.toFixed(4)}`;
  const rows = models.ledger.rows();
  const without = [...new Set(rows.filter((row) => row.dollars === null).map(({ model }) => model))];
  const { unmetered } = models.ledger.total();
  const why = [
    ...(without.length === 0 ? [] : [`no price of ${without.join(", ")}`]),
    ...(unmetered === 0 ? [] : [`${unmetered} calls without a count`]),
  ];
  return `money unknown (${why.join("; ")})`;
}

/** What this run spent, on one line per purpose and model; sums that miss something are told as the least that it can be. */
export function spentLines(ledger: Ledger): string {
  return ledger
    .rows()
    .map(({ purpose, model, requests, failed, unmetered, promptTokens, outputTokens, dollars }) => {
      const least = unmetered === 0 ? "" : "at least ";
      const counted = `${least}${promptTokens} + ${outputTokens} tokens${dollars === null ? "" : `, ${least}$${dollars.toFixed(4)}`}`;
      const told = [
        ...(promptTokens + outputTokens === 0 && unmetered > 0 ? [] : [counted]),
        ...(unmetered === 0 ? [] : [`${unmetered} calls without a count`]),
      ];
      return `spent on ${purpose}, ${model}: ${requests} requests (${failed} failed), ${told.join(", ")}\n`;
    })
    .join("");
}

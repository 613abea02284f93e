import type { Refusal } from "../../trials/index.js";

/** Tells the model what of its reply could not be used. `wanted` is how many allocations it shall give instead; `null` asks for the whole reply again. */
export function complaint(refused: readonly Refusal[], wanted: number | null): string {
  const list = refused.map(({ said, why }) => `- ${said === "" ? "(empty)" : said}: ${why}`);
  const request =
    wanted === null
      ? "Give the whole reply again, as JSON of the form that was asked for."
      : `Give ${wanted === 1 ? "another one" : `${wanted} others`} instead, as JSON of the same form, within the budget and not tried before.`;
  return ["This could not be used:", ...list, request].join("\n");
}

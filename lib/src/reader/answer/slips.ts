import type { Rng } from "../../core/index.js";

/**
 * How a reply breaks its form. None of these can be read as what was asked for, except the last, which hides a good reply in prose.
 */
const slips: readonly ((text: string, rng: Rng) => string)[] = [
  (text) => text.replace(/([}\]])$/, ",$1"),
  (text) => text.replaceAll('"', "'"),
  (text, rng) => text.slice(0, Math.floor(text.length * (0.3 + 0.6 * rng.uniform()))),
  (text) => text.replace(/:(\d+)/g, ':"$1"'),
  () => "I would rather keep the most promising trial so far.",
  (text) => `Here is my reply:\n\`\`\`json\n${text}\n\`\`\``,
];

/** The text, or with the given chance one that breaks its form. */
export function slipped(text: string, chance: number, rng: Rng): string {
  if (rng.uniform() >= chance) return text;
  const slip = slips[rng.below(slips.length)];
  return slip === undefined ? text : slip(text, rng);
}

/**
 * Samples as a fusing prompt lists them: each between tags of its own number, so that texts of several lines stay apart.
 */
export function listCandidates(samples: readonly string[]): string {
  return samples.map((sample, i) => `<candidate ${i + 1}>\n${sample}\n</candidate ${i + 1}>`).join("\n");
}

/** The samples that a fusing prompt lists. */
export function readCandidates(prompt: string): string[] {
  return [...prompt.matchAll(/^<candidate (\d+)>\n([\s\S]*?)\n<\/candidate \1>$/gm)].map((match) => match[2] ?? "");
}

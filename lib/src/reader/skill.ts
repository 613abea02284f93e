/** How good a simulated reader is. Every imperfection is drawn from a named stream, so that it repeats. */
export interface ReaderSkill {
  /** How many trials of a history it takes in: the first half and the last half of so many; those between are lost on it. */
  readonly memory: number;
  /** The chance that a cost which it works out is wrong. */
  readonly arithmeticSlip: number;
  /** How wrong it is then: the standard deviation of the logarithm of the factor. */
  readonly slipSize: number;
  /** The chance that a reply breaks the form that was asked for. */
  readonly formatSlip: number;
  /** The chance that it follows a piece of guidance that it read. */
  readonly uptake: number;
}

/** The strengths there are. */
export type ReaderStrength = "strong" | "medium" | "weak";

/**
 * The skill of each strength. They stand in for the agent models of the paper's discussion — strong for o3-mini, medium for DeepSeek-R1,
 * weak for Llama-3.3-70B — in that order alone: the numbers are chosen, not fitted to any of them.
 */
export const readerSkills: Readonly<Record<ReaderStrength, ReaderSkill>> = {
  strong: { memory: 60, arithmeticSlip: 0.02, slipSize: 0.2, formatSlip: 0.01, uptake: 0.95 },
  medium: { memory: 24, arithmeticSlip: 0.08, slipSize: 0.3, formatSlip: 0.04, uptake: 0.8 },
  weak: { memory: 8, arithmeticSlip: 0.25, slipSize: 0.5, formatSlip: 0.15, uptake: 0.45 },
};

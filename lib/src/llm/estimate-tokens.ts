/**
 * A rough count of the tokens of an English text: one per four characters, at least one unless it is empty. For simulated models and
 * progress, never for caps.
 *
 * @example
 * estimateTokens("Paris is the capital."); // => 6
 */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

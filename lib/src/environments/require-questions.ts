/**
 * Every world takes the same positions for questions of its own: at least one, whole, from zero to one less than there are. The same
 * one may be asked for again.
 *
 * @throws RangeError if one is not
 */
export function requireQuestions(chosen: readonly number[], count: number): void {
  if (chosen.length === 0) throw new RangeError("an evaluation requires at least one question, got none");
  const wrong = chosen.find((i) => !(Number.isInteger(i) && i >= 0 && i < count));
  if (wrong !== undefined)
    throw new RangeError(`an evaluation requires questions by their positions from 0 to ${count - 1}, got ${wrong}`);
}

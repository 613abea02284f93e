/** A text on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Names a question: equal whatever its spaces and letter case. */
export function questionKey(question: string): string {
  return oneLine(question).toLowerCase();
}

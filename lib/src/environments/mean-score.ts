/** Mean and standard error over questions; one question has a mean but no error. */
export function meanScore(perQuestion: ArrayLike<number>): { score: number; standardError: number | null } {
  const n = perQuestion.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += perQuestion[i] as number;
  const score = sum / n;
  if (n < 2) return { score, standardError: null };
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((perQuestion[i] as number) - score) ** 2;
  return { score, standardError: Math.sqrt(squares / (n - 1) / n) };
}

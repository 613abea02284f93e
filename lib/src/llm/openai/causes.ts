/** What an error and those beneath it say: `fetch failed` says nothing, the cause beneath it says ECONNRESET. */
export function causes(error: Error): string {
  const said: string[] = [];
  let at: unknown = error;
  for (let depth = 0; depth < 4 && at instanceof Error; depth++) {
    if (at.message !== "" && !said.includes(at.message)) said.push(at.message);
    at = at.cause;
  }
  return said.join(": ");
}

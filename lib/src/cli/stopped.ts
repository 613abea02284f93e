/**
 * The exit code of a run that a signal stopped: as shells have it, 143 for SIGTERM and 130 for all others.
 *
 * @param reason the signal's name
 * @example
 * stopCode("SIGTERM"); // => 143
 */
export function stopCode(reason: unknown): number {
  return reason === "SIGTERM" ? 143 : 130;
}

/** Whether an error is nothing but the news that the run was stopped. */
export function isStop(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || (error instanceof Error && error.name === "AbortError"));
}

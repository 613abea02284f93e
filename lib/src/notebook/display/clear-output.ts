import { insideKernel, publish } from "./publish.js";

/**
 * Takes away what the running cell has put out so far, for a loop that shows its state anew at every turn.
 * The project's kernel does it; stock tslab has no way to and leaves everything. Does nothing outside a notebook.
 *
 * @param options `wait`: clear only when the next output comes, which does not flicker. @default false
 * @example
 * ```ts no-run
 * for (const step of steps) { clearOutput({ wait: true }); console.log(step.name); }
 * ```
 */
export function clearOutput(options: { readonly wait?: boolean } = {}): void {
  const { wait = false } = options;
  if (insideKernel()) publish({ "application/vnd.isocompute.clear-output+json": { wait } });
}

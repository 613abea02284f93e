import { escapeHtml } from "../../report/index.js";
import { insideKernel, publish } from "./publish.js";

/** How progress is told. */
export interface ProgressOptions {
  /** What is being done, such as "fits". @default "step" */
  readonly label?: string;
  /** Milliseconds between two updates. @default 100 */
  readonly every?: number;
}

let displays = 0;

/**
 * Passes `items` through while a bar shows how far the loop has come; the finished bar tells the count and no time,
 * so that a notebook run twice gives the same output.
 *
 * @example
 * ```ts no-run
 * for (const task of progress(tasks, { label: "tasks" })) results.push(run(task));
 * ```
 */
export function* progress<T>(items: readonly T[], options: ProgressOptions = {}): Generator<T, void, void> {
  const { label = "step", every = 100 } = options;
  displays += 1;
  const displayId = `isocompute-progress-${displays}`;
  const tell = (done: number, update: boolean) => {
    if (insideKernel()) publish(barBundle(label, done, items.length), { displayId, update });
    else if (process.stderr.isTTY) process.stderr.write(`\r${barText(label, done, items.length)}`);
  };
  tell(0, false);
  let told = Date.now();
  let done = 0;
  try {
    for (const item of items) {
      yield item;
      done += 1;
      if (Date.now() - told >= every) {
        told = Date.now();
        tell(done, true);
      }
    }
  } finally {
    tell(done, true); // a loop left early says where
    if (!insideKernel() && process.stderr.isTTY) process.stderr.write("\n");
  }
}

function barText(label: string, done: number, total: number): string {
  const filled = total === 0 ? 20 : Math.round((20 * done) / total);
  return `${label} ${"█".repeat(filled)}${"░".repeat(20 - filled)} ${done}/${total}`;
}

function barBundle(label: string, done: number, total: number) {
  const text = barText(label, done, total);
  return {
    "text/html": `<div><progress value="${done}" max="${Math.max(1, total)}"></progress> ${escapeHtml(label)} ${done}/${total}</div>`,
    "text/plain": text,
  };
}

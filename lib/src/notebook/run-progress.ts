import type { RunEvent } from "./options.js";

/** A place to write progress to: a terminal gets one line that is drawn again, anything else gets plain lines. */
export interface ProgressTarget {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/**
 * Shows the events of one or several runs; pass it as `onProgress`.
 *
 * @example
 * ```ts no-run
 * await executeFile("a.ipynb", "b.ipynb", { onProgress: runProgress(process.stderr) });
 * ```
 */
export function runProgress(target: ProgressTarget): (event: RunEvent) => void {
  return target.isTTY === true ? drawnProgress(target) : plainProgress(target);
}

function plainProgress(target: ProgressTarget): (event: RunEvent) => void {
  return (event) => {
    const line = plainLine(event);
    if (line !== undefined) target.write(`${line}\n`);
  };
}

function plainLine(event: RunEvent): string | undefined {
  switch (event.kind) {
    case "kernel-starting":
      return `${event.file}: starting ${event.kernel}, ${count(event.cells, "code cell")}`;
    case "cell-ended":
      return `${event.file}: code cell ${event.done}/${event.cells} ${event.status}, ${seconds(event.seconds)}`;
    case "warning":
      return `warning: ${event.message}`;
    case "ended":
      return `${event.file}: ${event.failed ? "failed" : "done"} in ${seconds(event.seconds)}`;
    case "kernel-ready":
    case "cell-started":
      return undefined;
  }
}

interface Running {
  done: number;
  cells: number;
  readonly since: number;
}

const drawEvery = 100; // ms
const barWidth = 20;

function drawnProgress(target: ProgressTarget): (event: RunEvent) => void {
  const running = new Map<string, Running>();
  let timer: NodeJS.Timeout | undefined;

  const erase = () => target.write("\r\u001b[K");
  const draw = () => {
    const parts = [...running].map(([file, run]) => {
      const filled = run.cells === 0 ? barWidth : Math.round((barWidth * run.done) / run.cells);
      const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
      return `${bar} ${run.done}/${run.cells} ${seconds((performance.now() - run.since) / 1000)} ${file}`;
    });
    const width = (target.columns ?? 80) - 1;
    target.write(`\r${[...parts.join("  ")].slice(0, width).join("")}\u001b[K`);
  };
  return (event) => {
    switch (event.kind) {
      case "kernel-starting":
        running.set(event.file, { done: 0, cells: event.cells, since: performance.now() });
        break;
      case "cell-started":
      case "cell-ended": {
        const run = running.get(event.file);
        if (run !== undefined) Object.assign(run, { done: event.done, cells: event.cells });
        break;
      }
      case "warning":
        erase();
        target.write(`warning: ${event.message}\n`);
        break;
      case "ended":
        running.delete(event.file);
        erase();
        target.write(`${event.file}: ${event.failed ? "failed" : "done"} in ${seconds(event.seconds)}\n`);
        break;
      case "kernel-ready":
        break;
    }
    if (running.size === 0) {
      clearInterval(timer);
      timer = undefined;
      return;
    }
    draw();
    timer ??= setInterval(draw, drawEvery).unref();
  };
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

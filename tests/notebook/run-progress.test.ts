import { type RunEvent, runProgress } from "isocompute/notebook";
import { describe, expect, it } from "vitest";

const file = "a.ipynb";
const events: readonly RunEvent[] = [
  { kind: "kernel-starting", file, kernel: "tslab", cells: 2 },
  { kind: "kernel-ready", file, seconds: 1.25 },
  { kind: "cell-started", file, done: 0, cells: 2 },
  { kind: "cell-ended", file, done: 1, cells: 2, seconds: 0.5, status: "ok" },
  { kind: "warning", file, message: "a.ipynb: cell 1: output incomplete" },
  { kind: "cell-ended", file, done: 2, cells: 2, seconds: 0.26, status: "failed" },
  { kind: "ended", file, seconds: 3, failed: true },
];

function show(target: { isTTY?: boolean; columns?: number }): string {
  let text = "";
  const progress = runProgress({
    ...target,
    write: (piece) => {
      text += piece;
    },
  });
  for (const event of events) progress(event);
  return text;
}

describe("runProgress(target)", () => {
  it("writes plain lines where no terminal is", () => {
    expect(show({})).toBe(
      [
        "a.ipynb: starting tslab, 2 code cells",
        "a.ipynb: code cell 1/2 ok, 0.5 s",
        "warning: a.ipynb: cell 1: output incomplete",
        "a.ipynb: code cell 2/2 failed, 0.3 s",
        "a.ipynb: failed in 3.0 s",
        "",
      ].join("\n"),
    );
  });

  it("draws one line on a terminal, never wider than it, and leaves warnings and the end above", () => {
    const text = show({ isTTY: true, columns: 34 });
    // What a terminal would keep: the last text after each return, line by line.
    const kept = text.split("\n").map((line) => line.split("\r\u001b[K").at(-1)?.split("\r").at(-1));
    expect(kept[0]).toBe("warning: a.ipynb: cell 1: output incomplete");
    expect(kept[1]).toBe("a.ipynb: failed in 3.0 s");
    const drawn = text.split("\r").filter((line) => line.includes("█") || line.includes("░"));
    expect(drawn.length).toBeGreaterThan(2);
    for (const line of drawn)
      expect([...(line.replaceAll("\u001b[K", "").split("\n")[0] as string)].length).toBeLessThan(34);
    expect(text).toContain(`${"█".repeat(10)}${"░".repeat(10)} 1/2`);
  });
});

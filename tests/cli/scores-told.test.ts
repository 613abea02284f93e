import { exampleTask, parseTask } from "isocompute/allocation";
import type { Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { metricOf } from "../../lib/src/cli/scores-told.js";
import { scoredOutcome } from "../trials/scored-outcome.js";

const task = parseTask(exampleTask);
const trial = (index: number, metric?: string): Trial => ({
  index,
  proposed: [],
  outcome: { ...scoredOutcome(0.5, []), ...(metric === undefined ? {} : { metric }) },
});

describe("metricOf(trials, task)", () => {
  it("is what the scores say that they are, else the task's", () => {
    expect(metricOf([trial(0)], task)).toBe(task.metric);
    expect(metricOf([trial(0, "consistency"), trial(1, "consistency")], task)).toBe("consistency");
    expect(metricOf([trial(0, "consistency"), trial(1)], task)).toBe(`consistency and ${task.metric}`);
    expect(metricOf([{ index: 0, proposed: [], outcome: { kind: "missing", why: "no row" } }], task)).toBe("");
  });
});

import { exampleTask, parseTask } from "isocompute/allocation";
import { createRng } from "isocompute/core";
import { couplingStrength } from "isocompute/coupling";
import { families, fit as fitCurve, kToReach } from "isocompute/curves";
import { simulatedLog } from "isocompute/environments";
import { weightedMajority } from "isocompute/estimators";
import { drawInstance, priorOnly } from "isocompute/simulator";
import {
  adjustPValues,
  bootstrap,
  mannWhitneyTest,
  pairedTTest,
  permutationTest,
  proportionInterval,
  signFlipTest,
  welchTTest,
  wilcoxonTest,
} from "isocompute/stats";
import { paretoFront, regretAt } from "isocompute/study";
import { dipStatistic, shape } from "isocompute/unimodality";
import { describe, expect, it } from "vitest";

/** As untyped code would write it. */
const word = <T extends string>(text: string) => text as T;
const alternative = word<"greater">("bigger");
const samples = { answers: [0, 1], right: [true, false] };
const world = drawInstance(priorOnly(parseTask({ ...exampleTask, stages: exampleTask.stages.slice(1) })), 7, {
  questions: 2,
});
const joint = [
  [0.2, 0.8],
  [0.9, 0.3],
];

describe("what no option allows", () => {
  it.each<[string, () => unknown, string]>([
    [
      "a test's side",
      () => permutationTest([1, 2], [3, 4], null, { alternative }),
      "two-sided, greater, less, got bigger",
    ],
    ["a test's side", () => signFlipTest([1, 2], null, { alternative }), "signFlipTest requires the alternative"],
    ["a test's side", () => wilcoxonTest([1, 2], { alternative }), "wilcoxonTest requires the alternative"],
    [
      "a spread that is but rounding",
      () => pairedTTest([0.3 - 0.2, 0.2 - 0.1, 0.4 - 0.3]),
      "pairedTTest requires differences that vary, got 3 equal to 0.1",
    ],
    [
      "a spread that is but rounding",
      () => welchTTest([0.3 - 0.2, 0.2 - 0.1], [0.8 - 0.6, 0.4 - 0.2]),
      "welchTTest requires a sample that varies, got two constant ones, 0.",
    ],
    ["no spread at all", () => pairedTTest([0, 0, 0]), "requires differences that vary, got 3 equal to 0"],
    [
      "a way with zeros",
      () => wilcoxonTest([1, 2], { zeros: word<"pratt">("bogus") }),
      "wilcoxonTest requires zeros to be one of wilcox, pratt, zsplit, got bogus",
    ],
    [
      "a method",
      () => wilcoxonTest([1, 2], { method: word<"exact">("asymptotic") }),
      "wilcoxonTest requires the method to be one of exact, approximate, got asymptotic",
    ],
    [
      "a method",
      () => mannWhitneyTest([1, 2], [3, 4], { method: word<"exact">("auto") }),
      "mannWhitneyTest requires the method to be one of exact, approximate, got auto",
    ],
    ["a correction", () => adjustPValues([0.01], word<"holm">("sidak")), "holm, bonferroni, hochberg"],
    ["a kind of interval", () => proportionInterval(1, 3, { method: word<"wald">("exact") }), "got exact"],
    ["a kind of interval", () => bootstrap([1, 2, 3], "mean", null, { method: word<"bca">("abc") }), "got abc"],
    [
      "no resamples",
      () => couplingStrength(joint, [0, 1], [0, 1], createRng("a"), { trials: 9, resamples: 0 }),
      "couplingStrength requires a positive number of resamples, got 0",
    ],
    [
      "a tolerance below zero",
      () => shape([1, 2, 4], [0.4, 0.6, 0.5], createRng("a"), { trials: 9, resamples: 19, epsilon: -0.1 }),
      "shape requires epsilon of at least zero, got -0.1",
    ],
    [
      "a vote below zero",
      () => weightedMajority({ ...samples, votes: [1, -1] }, 1, createRng("a")),
      "weightedMajority requires votes of at least zero, got -1 at index 1",
    ],
    ["half a trial", () => regretAt({ best: 0.8, regret: [0.1, 0.02] }, 1.5), "regretAt requires trials"],
    [
      "a score that is no number",
      () => kToReach(fitCurve(families.const, [1, 2, 3], [0.1, 0.2, 0.1]), Number.NaN),
      "kToReach requires a finite score, got NaN",
    ],
    ["no samples", () => simulatedLog(world, 0), "simulatedLog requires an integer of at least one for samples, got 0"],
    ["a cost that is no number", () => paretoFront([{ units: Number.NaN, score: 1 }]), "paretoFront requires"],
  ])("is refused: %s (%#)", (_, call, message) => {
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });
});

describe("dipStatistic(values)", () => {
  it("is 1/2 for a single value, and at most 1/4 from two on", () => {
    expect([dipStatistic([3]), dipStatistic([3, 4])]).toEqual([0.5, 0.25]);
  });
});

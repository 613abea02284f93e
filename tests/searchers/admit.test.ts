import { createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { budgetUnits } from "isocompute/core";
import { admit, recommendBest, type SearchView } from "isocompute/searchers";
import type { Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { scoredOutcome } from "../trials/scored-outcome.js";

const space = createSpace(parseTask(exampleTask));
const view = (more: Partial<SearchView> = {}): SearchView => ({
  space,
  trials: [],
  left: 9,
  want: 1,
  questions: 10,
  seed: "admit",
  ...more,
});
const trial = (index: number, place: number, more: Partial<Trial> = {}): Trial => ({
  index,
  proposed: space.at(place),
  outcome: { kind: "missing", why: "no such row" },
  ...more,
});

describe("admit(view, candidates)", () => {
  it("keeps out what the budget does not pay for", () => {
    const poor = createSpace(space.task, { budget: budgetUnits(0) });
    expect(admit(view({ space: poor }), [{ allocation: space.at(0) }])).toEqual({
      candidates: [],
      refused: [{ said: expect.any(String), why: "is not among the allocations that 0 units pay for" }],
    });
  });

  it("keeps out what was tried, whatever came of it", () => {
    const { candidates, refused } = admit(view({ trials: [trial(0, 3)] }), [
      { allocation: space.at(3) },
      { allocation: space.at(4) },
    ]);
    expect(candidates).toEqual([{ allocation: space.at(4) }]);
    expect(refused.map((r) => r.why)).toEqual(["was tried before"]);
  });

  it("lets an allocation meet new questions, not known ones", () => {
    const trials = [trial(0, 3, { questions: [0, 1] })];
    const allocation = space.at(3);
    expect(admit(view({ trials }), [{ allocation, questions: [2, 5] }]).refused).toEqual([]);
    expect(admit(view({ trials }), [{ allocation, questions: [1, 2] }]).candidates).toEqual([]);
    expect(admit(view({ trials }), [{ allocation }]).candidates).toEqual([]);
  });

  it.each([
    [[], "requires ascending positions of questions, at least one"],
    [[2, 1], "requires ascending positions of questions, at least one"],
    [[10], "the world has 10 questions"],
  ])("refuses the questions %j", (questions, why) => {
    expect(admit(view(), [{ allocation: space.at(0), questions }]).refused.map((r) => r.why)).toEqual([why]);
  });

  it("lets no more through than the run has left", () => {
    const candidates = [0, 1, 2].map((place) => ({ allocation: space.at(place) }));
    expect(admit(view({ left: 2 }), candidates)).toEqual({
      candidates: candidates.slice(0, 2),
      refused: [{ said: expect.any(String), why: "no trial is left" }],
    });
  });
});

describe("recommendBest(trials)", () => {
  const scored = (index: number, score: number, units: number, questions = 50): Trial =>
    trial(index, index, {
      outcome: scoredOutcome(score, space.at(index), {
        standardError: 0.05,
        questions,
        cost: { units: budgetUnits(units) },
      }),
    });

  it("takes the highest score, the cheaper of equals, then the earlier", () => {
    expect(recommendBest([scored(0, 0.5, 9), scored(1, 0.5, 8), scored(2, 0.5, 8)])?.allocation).toEqual(space.at(1));
  });

  it("passes over scores of few questions", () => {
    const few = { ...scored(0, 1, 9, 5), questions: [0, 1, 2, 3, 4] };
    const found = recommendBest([few, scored(1, 0.5, 8)]);
    expect(found?.allocation).toEqual(space.at(1));
    expect(found?.reason).toMatch(/ had the highest score of 1 trials$/);
    // Asked as many, but not measured on all of them.
    expect(recommendBest([scored(0, 1, 9, 49), scored(1, 0.5, 8)])?.allocation).toEqual(space.at(0));
  });
});

import fc from "fast-check";
import { allocationKey, createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { budgetUnits } from "isocompute/core";
import { admit, type Searcher } from "isocompute/searchers";
import { isScored } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { randomTask } from "../allocation/random-task.js";
import { drawnWorld } from "./drawn-world.js";
import { runSearch, type SearchSetting } from "./run-search.js";

/** What holds of one searcher and not of all. */
export interface SearcherContract {
  /** Whether it goes on, if it may, until every allocation was tried. @default true */
  readonly exhausts?: boolean;
  /** On how many random tasks each law is tried. @default 60 */
  readonly runs?: number;
  /** How long the searches of the laws are, in trials. @default 12 */
  readonly trials?: number;
}

/**
 * The laws of a `Searcher`, for any implementation: `describeSearcher("randomSearch()", () => randomSearch())`. `make` gives a new one
 * each time, so that memory kept outside the trials is found out.
 */
export function describeSearcher(name: string, make: () => Searcher, contract: SearcherContract = {}): void {
  const { exhausts = true, runs = 60, trials = 12 } = contract;

  /** Searches in worlds of chance over random tasks: with and without questions, broken allocations, and answers for another allocation. */
  const settings: fc.Arbitrary<SearchSetting> = fc
    .record({
      task: randomTask,
      world: fc.nat({ max: 999 }),
      questions: fc.option(fc.integer({ min: 1, max: 12 })),
      broken: fc.constantFrom(0, 0.3, 1),
      nearest: fc.constantFrom(0, 0.3),
      want: fc.integer({ min: 1, max: 4 }),
      trials: fc.integer({ min: 1, max: trials }),
    })
    .map(({ task, world, questions, broken, nearest, want, trials: count }) => {
      const space = createSpace(task);
      const options = { questions, broken, nearest };
      return {
        space,
        world: drawnWorld(`${world}`, space, options),
        questions,
        want,
        trials: count,
        seed: `seed ${world}`,
      };
    });
  const law = (check: (setting: SearchSetting) => Promise<void>) =>
    fc.assert(fc.asyncProperty(settings, check), { numRuns: runs });

  describe(name, () => {
    it("proposes only what admit lets through: feasible, not tried before, no more than are left", () =>
      law(async (setting) => {
        for (const { view, proposal } of (await runSearch(make(), setting)).steps)
          expect(admit(view, proposal.candidates).refused).toEqual([]);
      }));

    it("says why it ends where it ends early", () =>
      law(async (setting) => {
        const { ending, steps } = await runSearch(make(), setting);
        if (ending !== null) expect(ending).not.toBe("");
        for (const { proposal } of steps) if (proposal.candidates.length > 0) expect(proposal.ending).toBeUndefined();
      }));

    it("repeats exactly under the same seed", () =>
      law(async (setting) => {
        expect(await runSearch(make(), setting)).toEqual(await runSearch(make(), setting));
      }));

    it("goes on from its written trials, at any point, as if never interrupted", () =>
      law(async (setting) => {
        for (const { view, proposal } of (await runSearch(make(), setting)).steps) {
          const reread = { ...view, trials: JSON.parse(JSON.stringify(view.trials)) };
          expect(JSON.stringify(await make().propose(reread))).toBe(JSON.stringify(proposal));
        }
      }));

    it("proposes what JSON can keep", () =>
      law(async (setting) => {
        for (const { proposal } of (await runSearch(make(), setting)).steps)
          expect(JSON.parse(JSON.stringify(proposal))).toEqual(proposal);
      }));

    it("takes over a run that began without it", () =>
      law(async (setting) => {
        const before = strangersTrials(setting);
        for (const { view, proposal } of (await runSearch(make(), { ...setting, before })).steps)
          expect(admit(view, proposal.candidates).refused).toEqual([]);
      }));

    it("recommends something that the budget pays for, once a trial has a score", () =>
      law(async (setting) => {
        const searcher = make();
        if (searcher.recommend === undefined) return;
        for (const { view } of (await runSearch(searcher, setting)).steps) {
          const found = searcher.recommend(view);
          expect(make().recommend?.(view)).toEqual(found);
          if (found !== null) {
            expect(view.space.contains(found.allocation)).toBe(true);
            expect(Number.isFinite(found.score)).toBe(true);
          } else expect(view.trials.some(isScored)).toBe(false);
        }
      }));

    it("ends at once, with a reason, where the budget pays for nothing", async () => {
      const space = createSpace(parseTask(exampleTask), { budget: budgetUnits(0) });
      const world = drawnWorld("none", space, { questions: null });
      const { trials: made, ending } = await runSearch(make(), { space, world, trials: 3, questions: null });
      expect(made).toEqual([]);
      expect(ending).toMatch(/\w/);
    });

    it.each([
      [1, 3],
      [2, 4],
      [3, 5],
    ])("comes to an end, with a reason, in a space of %i", async (size, budget) => {
      const space = createSpace(parseTask({ ...exampleTask, stages: exampleTask.stages.slice(1), budget: 500 }), {
        budget: budgetUnits(budget),
      });
      expect(space.size).toBe(size);
      const world = drawnWorld("tiny", space, { questions: 4 });
      const { trials: made, ending } = await runSearch(make(), { space, world, trials: 50, questions: 4 });
      expect(ending).toMatch(/\w/);
      if (exhausts) expect(new Set(made.map((t) => allocationKey(t.proposed))).size).toBe(size);
    });

    if (exhausts)
      it("tries every allocation before it ends", () =>
        law(async (setting) => {
          if (setting.space.size > 40) return;
          const { trials: made, ending } = await runSearch(make(), { ...setting, trials: 1000 });
          expect(ending).toMatch(/\w/);
          expect(new Set(made.map((t) => allocationKey(t.proposed))).size).toBe(setting.space.size);
        }));
  });
}

/** Every third allocation of the space, a few, without notes. */
function strangersTrials({ space, world }: SearchSetting) {
  const places = Array.from({ length: 4 }, (_, i) => 3 * i).filter((place) => place < space.size);
  return places.map((place, index) => ({ index, proposed: space.at(place), outcome: world(space.at(place)) }));
}

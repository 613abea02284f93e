import fc from "fast-check";
import { bestWithin, leaders, reigns, type ScalingSeries } from "isocompute/report";
import { describe, expect, it } from "vitest";

const point = fc.record({
  samples: fc.integer({ min: 1, max: 100 }),
  budget: fc.integer({ min: 1, max: 40 }),
  score: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
});
const series = fc.array(fc.array(point, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 });

describe("leaders(series)", () => {
  it("names at every budget whoever affords the best score there", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 45 }), (curves, budget) => {
        const named: ScalingSeries[] = curves.map((points, i) => ({ name: `m${i}`, points }));
        const found = leaders(named)
          .filter((leader) => leader.from <= budget)
          .at(-1);
        const scores = named.map((s) =>
          Math.max(-1, ...s.points.filter((p) => p.budget <= budget).map((p) => p.score)),
        );
        const best = Math.max(...scores);
        if (best < 0) expect(found).toBeUndefined();
        else {
          expect(found?.score).toBe(best);
          expect(found?.names).toEqual(named.filter((_, i) => scores[i] === best).map((s) => s.name));
        }
      }),
    );
  });

  it("changes with every entry, and never to a lower score", () => {
    fc.assert(
      fc.property(series, (curves) => {
        const found = leaders(curves.map((points, i) => ({ name: `m${i}`, points })));
        for (let i = 1; i < found.length; i++) {
          const [before, after] = [found[i - 1], found[i]];
          expect(after?.from).toBeGreaterThan(before?.from ?? 0);
          expect(after?.score).toBeGreaterThanOrEqual(before?.score ?? 0);
          expect([after?.score, after?.names]).not.toEqual([before?.score, before?.names]);
        }
      }),
    );
  });
});

describe("reigns(series)", () => {
  it("covers every budget with the leader of that budget, and changes hands at every border", () => {
    fc.assert(
      fc.property(series, (curves) => {
        const named = curves.map((points, i) => ({ name: `m${i}`, points }));
        const found = reigns(named);
        found.forEach((reign, i) => {
          expect(reign.until).toBe(found[i + 1]?.from ?? null);
          if (i > 0) expect(reign.names).not.toEqual(found[i - 1]?.names);
        });
        for (const leader of leaders(named)) {
          const reign = found.filter((r) => r.from <= leader.from).at(-1);
          expect(reign?.names).toEqual(leader.names);
          expect(leader.score).toBeGreaterThanOrEqual(reign?.scores[0] ?? 2);
          expect(leader.score).toBeLessThanOrEqual(reign?.scores[1] ?? -1);
        }
      }),
    );
  });
});

describe("bestWithin(points, budget)", () => {
  it("takes the cheapest of the best, and nothing that is too dear", () => {
    const points = [
      { samples: 3, budget: 9, score: 0.7 },
      { samples: 2, budget: 6, score: 0.7 },
      { samples: 4, budget: 12, score: 0.9 },
    ];
    expect(bestWithin(points, 11)?.samples).toBe(2);
    expect(bestWithin(points, 12)?.samples).toBe(4);
    expect(bestWithin(points, 5)).toBeUndefined();
  });
});

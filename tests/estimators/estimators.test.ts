import fc from "fast-check";
import { createRng } from "isocompute/core";
import {
  bestOfN,
  bestOfNVerified,
  bestScoreOfN,
  majorityVote,
  majorityVoteCurve,
  majorityVoteIid,
  passAtK,
  passAtKCurve,
  passAtKVariance,
  passHatK,
  weightedMajority,
} from "isocompute/estimators";
import { describe, expect, it } from "vitest";

const counts = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.nat(), fc.nat())
  .map(([n, a, b]) => ({ n, c: a % (n + 1), k: (b % n) + 1 }));

describe("passAtK(n, c, k)", () => {
  it("is the last point of its own curve, rises with k and with c", () => {
    fc.assert(
      fc.property(counts, ({ n, c, k }) => {
        const curve = passAtKCurve(n, c);
        expect(curve[k - 1]).toBeCloseTo(passAtK(n, c, k), 13);
        for (let i = 1; i < n; i++) expect(curve[i]).toBeGreaterThanOrEqual((curve[i - 1] as number) - 1e-15);
        if (c > 0) expect(passAtK(n, c, k)).toBeGreaterThanOrEqual(passAtK(n, c - 1, k));
      }),
    );
  });

  it("stays exact at a million samples, where binomials overflow", () => {
    // 1 - Π (1 - k/(n-i)) with big integers: 40 decimals by rational arithmetic on BigInt.
    const exact = (n: number, c: number, k: number) => {
      let top = 1n;
      let bottom = 1n;
      for (let i = 0; i < c; i++) {
        top *= BigInt(n - k - i);
        bottom *= BigInt(n - i);
      }
      return Number(((bottom - top) * 10n ** 30n) / bottom) / 1e30;
    };
    for (const [n, c, k] of [
      [1_000_000, 3, 10],
      [1_000_000, 1, 1],
      [1_000_000, 40, 200_000],
      [999_983, 12, 7],
    ] as const)
      expect(Math.abs(passAtK(n, c, k) / exact(n, c, k) - 1)).toBeLessThan(1e-13);
    expect(passAtKCurve(1_000_000, 3)[9]).toBeCloseTo(passAtK(1_000_000, 3, 10), 15);
  });

  it("averages to 1 - (1-p)^k over binomial counts, and its variance estimate to its variance", () => {
    const n = 12;
    const p = 0.3;
    let chance = (1 - p) ** n;
    const law: number[] = [];
    for (let c = 0; c <= n; c++) {
      law.push(chance);
      chance *= ((n - c) / (c + 1)) * (p / (1 - p));
    }
    const mean = (f: (c: number) => number) => law.reduce((sum, weight, c) => sum + weight * f(c), 0);
    for (const k of [1, 2, 4, 6]) {
      const truth = 1 - (1 - p) ** k;
      expect(mean((c) => passAtK(n, c, k))).toBeCloseTo(truth, 12);
      const variance = mean((c) => (passAtK(n, c, k) - truth) ** 2);
      expect(mean((c) => passAtKVariance(n, c, k))).toBeCloseTo(variance, 12);
    }
    for (const k of [7, 9, 11]) {
      const truth = 1 - (1 - p) ** k;
      const variance = mean((c) => (passAtK(n, c, k) - truth) ** 2);
      expect(mean((c) => passAtKVariance(n, c, k))).toBeGreaterThan(0.9 * variance);
    }
  });
});

describe("passHatK(n, c, k)", () => {
  it("mirrors pass@k: all right is the contrary of some wrong", () => {
    fc.assert(
      fc.property(counts, ({ n, c, k }) => {
        expect(passHatK(n, c, k)).toBeCloseTo(1 - passAtK(n, n - c, k), 12);
      }),
    );
  });
});

describe("majorityVote(counts, correct, k)", () => {
  const votes = fc
    .array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 5 })
    .filter((v) => v.some((x) => x > 0));

  it("sums to one over the answers when ties are shared", () => {
    fc.assert(
      fc.property(votes, fc.nat(), (v, pick) => {
        const n = v.reduce((a, b) => a + b, 0);
        const k = (pick % n) + 1;
        const sum = v.reduce((total, _, a) => total + majorityVote(v, a, k), 0);
        expect(sum).toBeCloseTo(1, 11);
      }),
    );
  });

  it("equals enumeration of all subsets", () => {
    fc.assert(
      fc.property(votes, fc.nat(), (v, pick) => {
        const answers = v.flatMap((count, a) => Array.from({ length: count }, () => a));
        const k = (pick % answers.length) + 1;
        const samples = { answers, right: answers.map((a) => a === 0), votes: answers.map(() => 1) };
        const exact = weightedMajority(samples, k, createRng("unused"), { exactLimit: 1e6 });
        fc.pre(v[0] !== 0 && answers.length <= 14);
        expect(exact.exact).toBe(true);
        expect(majorityVote(v, 0, k)).toBeCloseTo(exact.estimate, 11);
        expect(majorityVoteCurve(v, 0)[k - 1]).toBeCloseTo(exact.estimate, 11);
      }),
      { numRuns: 60 },
    );
  });

  it("comes near independent voting when many answers are recorded", () => {
    const dense = majorityVote([4000, 3500, 2500], 0, 7);
    expect(dense).toBeCloseTo(majorityVoteIid([0.4, 0.35, 0.25], 0, 7), 3);
  });
});

describe("weightedMajority(samples, k, rng)", () => {
  it("draws to within its own standard error of enumeration", () => {
    const rng = createRng("weighted-majority");
    const answers = Array.from({ length: 16 }, () => rng.below(4));
    const samples = { answers, right: answers.map((a) => a === 1), votes: answers.map(() => 0.2 + rng.uniform()) };
    const exact = weightedMajority(samples, 6, rng, { exactLimit: 1e6 });
    const errors = Array.from({ length: 40 }, (_, i) => {
      const drawn = weightedMajority(samples, 6, rng.fork(i), { exactLimit: 0, draws: 400 });
      expect(drawn.exact).toBe(false);
      return (drawn.estimate - exact.estimate) / drawn.standardError;
    });
    const square = errors.reduce((sum, e) => sum + e * e, 0) / errors.length;
    expect(square).toBeGreaterThan(0.4);
    expect(square).toBeLessThan(1.9);
  });
});

describe("bestOfN(scores, worth, k)", () => {
  it("with a perfect score is pass@k, with a blind one the mean, and never beats pass@k", () => {
    fc.assert(
      fc.property(
        counts,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 60, maxLength: 60 }),
        ({ n, c, k }, noise) => {
          const correct = Array.from({ length: n }, (_, i) => (i < c ? 1 : 0));
          expect(bestOfN(correct, correct, k)).toBeCloseTo(passAtK(n, c, k), 12);
          expect(
            bestOfN(
              correct.map(() => 0.5),
              correct,
              k,
            ),
          ).toBeCloseTo(c / n, 12);
          expect(bestOfN(noise.slice(0, n), correct, k)).toBeLessThanOrEqual(passAtK(n, c, k) + 1e-12);
        },
      ),
    );
  });

  it("counts an infinite worth where it may be picked, and nowhere else", () => {
    expect(bestScoreOfN([Number.NEGATIVE_INFINITY, 1, 2], 2)).toBeCloseTo(5 / 3, 14);
    expect(bestScoreOfN([Number.NEGATIVE_INFINITY, 1, 2], 1)).toBe(Number.NEGATIVE_INFINITY);
    expect(bestScoreOfN([Number.NEGATIVE_INFINITY, 1, 2], 2, { replacement: true })).toBe(Number.NEGATIVE_INFINITY);
    expect(bestScoreOfN([Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY], 2)).toBe(Number.POSITIVE_INFINITY);
    expect(bestOfN([Number.NEGATIVE_INFINITY, 0.2, 0.9], [1, 0, 1], 2)).toBeCloseTo(2 / 3, 14);
    expect(() => bestScoreOfN([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], 1)).toThrow(
      "bestOfN requires worths that have a mean, got both -Infinity and Infinity",
    );
  });
});

describe("bestOfNVerified(n, c, k, verifier)", () => {
  it("is pass@k for a perfect verifier and c/n for one that accepts at random", () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), ({ n, c, k }, rate) => {
        fc.pre(k <= 20);
        expect(bestOfNVerified(n, c, k, { sensitivity: 1, specificity: 1 })).toBeCloseTo(passAtK(n, c, k), 12);
        expect(bestOfNVerified(n, c, k, { sensitivity: rate, specificity: 1 - rate })).toBeCloseTo(c / n, 12);
      }),
    );
  });
});

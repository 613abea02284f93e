import fc from "fast-check";
import { createRng } from "isocompute/core";
import { majorityVoteIid } from "isocompute/estimators";
import { voteCurve } from "isocompute/simulator";
import { describe, expect, it } from "vitest";

/** Every sequence of k samples, its chance, and what a vote makes of it: the definition, without algebra. */
function enumerate(right: number, rival: number, k: number): number {
  const stray = 1 - right - rival;
  let sum = 0;
  for (let code = 0; code < 3 ** k; code++) {
    let [chance, lead, counted] = [1, 0, 0];
    for (let rest = code, j = 0; j < k; j++, rest = Math.floor(rest / 3)) {
      const kind = rest % 3;
      chance *= kind === 0 ? right : kind === 1 ? rival : stray;
      lead += kind === 0 ? 1 : kind === 1 ? -1 : 0;
      counted += kind === 2 ? 0 : 1;
    }
    if (lead > 0) sum += chance;
    else if (lead === 0 && counted > 0) sum += chance / 2;
  }
  return sum;
}

/** The walk of the lead, step by step. */
function convolve(right: number, rival: number, most: number): number[] {
  const stray = 1 - right - rival;
  let lead = new Float64Array(2 * most + 1);
  lead[most] = 1;
  return Array.from({ length: most }, (_, i) => {
    const next = new Float64Array(lead.length);
    for (let d = 0; d < lead.length; d++)
      next[d] = stray * (lead[d] ?? 0) + right * (lead[d - 1] ?? 0) + rival * (lead[d + 1] ?? 0);
    lead = next;
    return lead.subarray(most + 1).reduce((a, b) => a + b, 0) + ((lead[most] ?? 0) - stray ** (i + 1)) / 2;
  });
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const chances = fc.tuple(share, share).map(([right, c]) => ({ right, rival: c * (1 - right) }));

describe("voteCurve(right, rival, most)", () => {
  it("is the sum over every sequence of samples", () => {
    for (const [right, rival] of [
      [0.5, 0.2],
      [0.2, 0.6],
      [0.3, 0.3],
      [0.9, 0.1],
      [0, 0.4],
      [1, 0],
    ] as const) {
      const curve = voteCurve(right, rival, 8);
      for (let k = 1; k <= 8; k++) expect(curve[k - 1]).toBeCloseTo(enumerate(right, rival, k), 13);
    }
  });

  it("is the walk of the lead for a hundred samples, to the last digits", () => {
    fc.assert(
      fc.property(chances, ({ right, rival }) => {
        const walked = convolve(right, rival, 100);
        const curve = voteCurve(right, rival, 100);
        expect(Math.max(...walked.map((v, i) => Math.abs(v - (curve[i] ?? 9))))).toBeLessThan(1e-12);
      }),
      { numRuns: 60 },
    );
  });

  it("is maj@k where every sample counts", () => {
    for (const k of [1, 2, 5, 50])
      expect(voteCurve(0.55, 0.45, k)[k - 1]).toBeCloseTo(majorityVoteIid([0.55, 0.45], 0, k), 12);
  });

  it("begins at the chance of one sample", () => {
    fc.assert(
      fc.property(chances, ({ right, rival }) => {
        expect(voteCurve(right, rival, 1)[0]).toBeCloseTo(right, 14);
      }),
    );
  });

  it("tends to one, to zero, or to a half as the right answer leads, trails or ties", () => {
    expect(voteCurve(0.3, 0.2, 4000)[3999]).toBeGreaterThan(1 - 1e-6);
    expect(voteCurve(0.2, 0.3, 4000)[3999]).toBeLessThan(1e-6);
    expect(voteCurve(0.2, 0.2, 4000)[3999]).toBeCloseTo(0.5, 12);
  });

  it("never falls where the right answer is at least as likely as the rival", () => {
    fc.assert(
      fc.property(chances, ({ right, rival }) => {
        const curve = voteCurve(Math.max(right, rival), Math.min(right, rival), 60);
        for (let k = 1; k < 60; k++) expect((curve[k] ?? 0) - (curve[k - 1] ?? 0)).toBeGreaterThan(-1e-13);
      }),
    );
  });

  it("rises with the right answer's chance and falls with the rival's", () => {
    fc.assert(
      fc.property(chances, chances, (a, b) => {
        const high = voteCurve(Math.max(a.right, b.right), Math.min(a.rival, b.rival), 30);
        voteCurve(a.right, a.rival, 30).forEach((v, i) => {
          expect(v).toBeLessThanOrEqual((high[i] ?? 0) + 1e-12);
        });
      }),
    );
  });

  it("is what a drawn vote wins, within three standard errors", () => {
    const [right, rival, k, runs] = [0.35, 0.3, 11, 20_000];
    const rng = createRng("vote-curve.test");
    let won = 0;
    for (let r = 0; r < runs; r++) {
      let [lead, counted] = [0, 0];
      for (let j = 0; j < k; j++) {
        const u = rng.uniform();
        lead += u < right ? 1 : u < right + rival ? -1 : 0;
        counted += u < right + rival ? 1 : 0;
      }
      if (lead > 0 || (lead === 0 && counted > 0 && rng.uniform() < 0.5)) won++;
    }
    const v = voteCurve(right, rival, k)[k - 1] ?? 0;
    expect(Math.abs(won / runs - v)).toBeLessThan(3 * Math.sqrt((v * (1 - v)) / runs));
  });

  it("refuses what is no pair of chances", () => {
    expect(() => voteCurve(0.7, 0.4, 3)).toThrow(
      "voteCurve requires rival in [0, 1 - right], got 0.4 with right = 0.7",
    );
    expect(() => voteCurve(70, 0, 3)).toThrow("voteCurve requires right in [0, 1], got 70");
    expect(() => voteCurve(0.5, 0.1, 0)).toThrow("voteCurve requires an integer of at least one, got 0");
  });
});

import { createRng, type Rng } from "isocompute/core";
import {
  coverageCurve,
  groupByQuestion,
  type LogEstimator,
  questionCurves,
  type SampleRecord,
  scoreCurve,
} from "isocompute/estimators";
import { describe, expect, it } from "vitest";

/** A log of `questions` × `n` samples: answers a..d with question-dependent chances, "a" right, a noisy score. */
function drawLog(rng: Rng, questions: number, n: number): SampleRecord[] {
  return Array.from({ length: questions }, (_, question) => {
    const skill = rng.uniform();
    return Array.from({ length: n }, () => {
      const correct = rng.uniform() < skill;
      const answer = correct ? "a" : ["b", "c", "d"][rng.below(3)];
      return { question, answer: answer ?? "b", correct, score: Number(correct) + rng.normal() };
    });
  }).flat();
}

/** The same estimate by going through all subsets of each question. */
function bySubsets(log: readonly SampleRecord[], estimator: LogEstimator, k: number): number {
  const groups = [...groupByQuestion(log).values()];
  const subsets = (records: readonly SampleRecord[], size: number): SampleRecord[][] =>
    size === 0
      ? [[]]
      : records.flatMap((record, i) => subsets(records.slice(i + 1), size - 1).map((rest) => [record, ...rest]));
  const worth = (chosen: readonly SampleRecord[]): number => {
    switch (estimator) {
      case "passAtK":
        return Number(chosen.some((s) => s.correct));
      case "passHatK":
        return Number(chosen.every((s) => s.correct));
      case "bestScore":
        return Math.max(...chosen.map((s) => s.score ?? 0));
      case "bestOfN": {
        const best = Math.max(...chosen.map((s) => s.score ?? 0));
        return Number(chosen.find((s) => s.score === best)?.correct);
      }
      case "majorityVote": {
        const votes = [...new Set(chosen.map((s) => s.answer))].map((a) => ({
          a,
          n: chosen.filter((s) => s.answer === a).length,
        }));
        const most = Math.max(...votes.map((v) => v.n));
        const winners = votes.filter((v) => v.n === most);
        return winners.filter((v) => v.a === "a").length / winners.length;
      }
    }
  };
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return mean(groups.map((records) => mean(subsets(records, k).map(worth))));
}

const estimators: readonly LogEstimator[] = ["passAtK", "passHatK", "majorityVote", "bestOfN", "bestScore"];

describe("scoreCurve(log, estimator, rng)", () => {
  it.each(estimators)("averages over all subsets of each question's samples: %s", (estimator) => {
    const rng = createRng(`subsets ${estimator}`);
    const log = drawLog(rng, 3, 7);
    for (const point of scoreCurve(log, estimator, rng, { resamples: 50 }))
      expect(point.estimate).toBeCloseTo(bySubsets(log, estimator, point.k), 12);
  });

  it("does not depend on the order of the log", () => {
    const rng = createRng("order");
    const log = drawLog(rng, 5, 6);
    const shuffled = log.map((record) => ({ record, key: rng.uniform() })).sort((a, b) => a.key - b.key);
    const mean = (records: readonly SampleRecord[]) => scoreCurve(records, "majorityVote", rng).map((p) => p.estimate);
    const moved = mean(shuffled.map((s) => s.record));
    mean(log).forEach((value, i) => {
      expect(moved[i]).toBeCloseTo(value, 12);
    });
  });

  it.each([
    ["passAtK", 0.8, 1.2],
    ["majorityVote", 0.7, 1.5],
    ["bestOfN", 0.7, 1.5],
  ] as const)("tells how far %s moves when the samples are drawn anew", (estimator, least, most) => {
    // The same questions, sampled again and again: the spread of the means against the mean of the stated errors.
    const root = createRng(`again ${estimator}`);
    const skills = Array.from({ length: 12 }, () => root.uniform());
    const points = Array.from({ length: 150 }, (_, run) => {
      const rng = root.fork(run);
      const log = skills.flatMap((skill, question) =>
        Array.from({ length: 8 }, () => {
          const correct = rng.uniform() < skill;
          return {
            question,
            correct,
            answer: correct ? "a" : `w${rng.below(3)}`,
            score: Number(correct) + rng.normal(),
          };
        }),
      );
      return scoreCurve(log, estimator, rng, { ks: [3], resamples: 20 })[0];
    });
    const estimates = points.map((p) => p?.estimate ?? Number.NaN);
    const mean = estimates.reduce((a, b) => a + b, 0) / estimates.length;
    const spread = Math.sqrt(estimates.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (estimates.length - 1));
    const stated = Math.sqrt(points.reduce((sum, p) => sum + (p?.samplingError ?? Number.NaN) ** 2, 0) / points.length);
    expect(stated / spread).toBeGreaterThan(least);
    expect(stated / spread).toBeLessThan(most);
  });

  it("names the question that lacks something", () => {
    const log = [
      { question: "q1", correct: true },
      { question: "q2", correct: true, answer: "x" },
    ];
    expect(() => scoreCurve(log, "majorityVote", null)).toThrow(
      "answer in each record for majorityVote, got none in question q1",
    );
    expect(() => scoreCurve(log, "passAtK", null, { ks: [2] })).toThrow("the number of samples of question q1, got 2");
    const torn = [...log, { question: "q2", correct: false, answer: "x" }];
    expect(() => scoreCurve(torn.slice(1), "majorityVote", null)).toThrow(
      'equally correct, got both for "x" of question q2',
    );
  });
});

describe("coverageCurve(tallies, rng)", () => {
  it("refuses a k that some question cannot answer", () => {
    expect(() =>
      coverageCurve(
        [
          { n: 8, c: 1 },
          { n: 4, c: 1 },
        ],
        null,
        { ks: [5] },
      ),
    ).toThrow("got k = 5 for 4 samples of question 1");
  });

  it("says so when there is one question only", () => {
    const [point] = coverageCurve([{ n: 4, c: 1 }], null);
    expect(point?.warnings.map((w) => w.code)).toEqual(["degenerate"]);
  });
});

describe("questionCurves(log, estimator, ks)", () => {
  it("holds what scoreCurve averages, question by question", () => {
    const log = drawLog(createRng("question curves"), 7, 6);
    for (const estimator of ["passAtK", "passHatK", "majorityVote", "bestOfN", "bestScore"] as const) {
      const curves = questionCurves(log, estimator, [1, 3, 6]);
      expect([...curves.keys()]).toEqual([...groupByQuestion(log).keys()]);
      scoreCurve(log, estimator, createRng("any"), { ks: [1, 3, 6], method: "percentile", resamples: 50 }).forEach(
        ({ estimate }, i) => {
          const mean = [...curves.values()].reduce((sum, curve) => sum + (curve[i] ?? Number.NaN), 0) / curves.size;
          expect(mean).toBeCloseTo(estimate, 12);
        },
      );
    }
    expect(() => questionCurves(log, "passAtK", [7])).toThrow("got 7");
  });
});

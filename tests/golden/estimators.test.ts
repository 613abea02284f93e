import { createRng } from "isocompute/core";
import {
  bestOfN,
  bestScoreOfN,
  coverageCurve,
  majorityVote,
  majorityVoteCurve,
  majorityVoteIid,
  passAtK,
  passAtKCurve,
  passHatK,
  type TieRule,
  weightedVote,
} from "isocompute/estimators";
import { describe, expect, it } from "vitest";
import { expectClose, type GoldenCase, goldenCases } from "./golden-cases.js";

const rules: readonly TieRule[] = ["uniform", "optimistic", "pessimistic"];

/** One adapter for each kind of case, chosen by what the inputs hold. */
function run({ id, inputs, expected, tolerance }: GoldenCase): void {
  const check = (got: unknown, want: unknown, what: string) => expectClose(got, want, tolerance, `${id} ${what}`);
  if (inputs.n_c_k !== undefined) {
    const triples: [number, number, number][] = inputs.n_c_k;
    check(
      triples.map(([n, c, k]) => passAtK(n, c, k)),
      expected.pass_at_k,
      "pass@k",
    );
    check(
      triples.map(([n, c, k]) => passAtKCurve(n, c)[k - 1]),
      expected.pass_at_k,
      "pass@k curve",
    );
    check(
      triples.map(([n, c, k]) => passHatK(n, c, k)),
      expected.pass_hat_k_all_correct,
      "pass^k",
    );
  } else if (inputs.c !== undefined) {
    for (const k of inputs.k as number[]) {
      const rates = (inputs.n as number[]).map((n, i) => passAtK(n, inputs.c[i], k));
      check(rates, expected.per_problem[k], `per problem, k=${k}`);
      const tallies = (inputs.n as number[]).map((n, i) => ({ n, c: inputs.c[i] }));
      const [point] = coverageCurve(tallies, createRng(id), { ks: [k] });
      check(point?.estimate, expected.mean[k], `mean, k=${k}`);
      check(point?.standardError, expected.se_over_problems[k], `standard error, k=${k}`);
    }
  } else if (inputs.probabilities !== undefined) {
    for (const ties of rules)
      for (const N of inputs.N as number[])
        check(
          majorityVoteIid(inputs.probabilities, inputs.correct_index, N, { ties }),
          expected[ties][N],
          `${ties} N=${N}`,
        );
  } else if (inputs.answer_counts !== undefined) {
    for (const ties of rules) {
      const curve = majorityVoteCurve(inputs.answer_counts, inputs.correct_index, { ties });
      for (const k of inputs.k as number[]) {
        check(majorityVote(inputs.answer_counts, inputs.correct_index, k, { ties }), expected[ties][k], `${ties} ${k}`);
        check(curve[k - 1], expected[ties][k], `${ties} curve ${k}`);
      }
    }
  } else if (inputs.correct !== undefined) {
    const n = inputs.scores.length;
    const c = (inputs.correct as number[]).reduce((sum, x) => sum + x, 0);
    for (const N of inputs.N as number[]) {
      check(bestOfN(inputs.scores, inputs.correct, N), expected.without_replacement[N], `N=${N}`);
      check(
        bestOfN(inputs.scores, inputs.correct, N, { replacement: true }),
        expected.with_replacement[N],
        `with replacement N=${N}`,
      );
      check(passAtK(n, c, N), expected.oracle_pass_at_k[N], `oracle N=${N}`);
    }
  } else if (inputs.scores !== undefined) {
    for (const N of inputs.N as number[]) {
      check(bestScoreOfN(inputs.scores, N), expected.without_replacement[N], `N=${N}`);
      check(
        bestScoreOfN(inputs.scores, N, { replacement: true }),
        expected.with_replacement[N],
        `with replacement N=${N}`,
      );
    }
  } else if (inputs.weights !== undefined) {
    const { totals, winners } = weightedVote(inputs.answers, inputs.weights);
    expect([...winners].sort()).toEqual([...expected.winners_exact_decimal].sort());
    for (const [answer, total] of Object.entries(expected.totals)) check(totals.get(answer), total, answer);
  } else throw new Error(`no adapter for case ${id}`);
}

describe("estimators, against exact rational arithmetic", () => {
  it.each(goldenCases("estimators_passk_vote_bon"))("$id", run);

  it.each(goldenCases("edge_other").filter((c) => c.kind === "passk"))("refuses $id", ({ inputs: { n, c, k } }) => {
    for (const estimate of [passAtK, passHatK]) expect(() => estimate(n, c, k)).toThrow(RangeError);
  });
});

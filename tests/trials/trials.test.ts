import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { budgetUnits, samples } from "isocompute/core";
import {
  appendProposal,
  appendTrial,
  bestSoFar,
  createTrialLog,
  cutTornLine,
  errorOfRate,
  followBest,
  fullestTrials,
  isScored,
  type Outcome,
  pairedDifference,
  pooledTrials,
  readTrialLog,
  type ScoredTrial,
  type Trial,
  type Turn,
} from "isocompute/trials";
import { describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";
import { scoredOutcome } from "./scored-outcome.js";

const folder = temporaryFolder("trials");
let files = 0;
const path = () => join(folder, `${files++}.jsonl`);

const proposed = [{ stage: "Find", model: "Small-3B", samples: samples(5) }];

function scored(index: number, score: number, more: object = {}): Trial {
  const outcome = scoredOutcome(score, proposed, {
    standardError: 0.05,
    questions: 50,
    stages: [{ stage: "Find", metric: null, score: 0.5 }],
    cost: { units: budgetUnits(10) },
    ...more,
  });
  return { index, proposed, outcome };
}

const missing = (index: number): Trial => ({ index, proposed, outcome: { kind: "missing", why: "no such row" } });

describe("bestSoFar(trials)", () => {
  it("keeps the earlier of equals and passes over trials without a score", () => {
    const trials = [missing(0), scored(1, 0.4), scored(2, 0.4), missing(3), scored(4, 0.6), scored(5, 0.5)];
    expect(bestSoFar(trials).map((best) => best?.index ?? null)).toEqual([null, 1, 1, 1, 4, 4]);
  });

  it("never falls and ends at the maximum", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (scores) => {
        const best = bestSoFar(scores.map((score, i) => scored(i, score))).map((b) => b?.outcome.score ?? -1);
        expect(best).toEqual([...best].sort((a, b) => a - b));
        expect(best.at(-1)).toBe(scores.reduce((a, b) => (b > a ? b : a)));
      }),
    );
  });
});

/** An allocation's scores by question, on some of the questions. */
function block(
  index: number,
  samplesDrawn: number,
  questions: number[],
  perQuestion: number[],
  more: object = {},
): Trial {
  const allocation = [{ stage: "Find", model: "Small-3B", samples: samples(samplesDrawn) }];
  const n = perQuestion.length;
  const score = perQuestion.reduce((sum, s) => sum + s, 0) / n;
  const standardError = Math.sqrt((score * (1 - score)) / n);
  const outcome = scoredOutcome(score, allocation, { questions: n, perQuestion, standardError, ...more });
  return { index, proposed: allocation, questions, outcome };
}

describe("pooledTrials(trials)", () => {
  it("makes one of an allocation's blocks: means by the number of questions, scores in the order of the questions", () => {
    const trials = [
      block(0, 1, [1, 4], [1, 0], { cost: { units: budgetUnits(2), tokens: 30 } }),
      block(1, 2, [1, 4], [1, 1]),
      missing(2),
      block(3, 1, [0, 2, 3], [1, 1, 1], { cost: { units: budgetUnits(2), tokens: 12 }, remark: "late" }),
    ];
    const [first, second, ...others] = pooledTrials(trials);
    expect(others).toEqual([]);
    expect(second).toBe(trials[1]);
    expect(first).toMatchObject({
      index: 0,
      questions: [0, 1, 2, 3, 4],
      outcome: {
        score: 0.8,
        questions: 5,
        perQuestion: [1, 1, 1, 1, 0],
        cost: { units: 2, tokens: 42 },
        remark: "late",
      },
    });
    expect(first?.outcome.standardError).toBeCloseTo((2 * Math.sqrt(0.25 / 2)) / 5, 12);
  });

  it("leaves trials on every question as they are, and scores by question out where one lacks them", () => {
    const whole = [scored(0, 0.5), scored(1, 0.6)];
    expect(pooledTrials(whole)).toEqual(whole);
    const { perQuestion: _told, ...rest } = (block(1, 1, [1, 2], [0, 1]) as ScoredTrial).outcome;
    const untold = { ...block(1, 1, [1, 2], [0, 1]), outcome: rest };
    expect(pooledTrials([block(0, 1, [0], [1]), untold])[0]?.outcome.perQuestion).toBeUndefined();
  });
});

describe("bestSoFar(trials) on blocks of questions", () => {
  it("compares only what met the most questions, pooled, and so may fall", () => {
    const trials = [
      block(0, 1, [0, 1], [1, 1]),
      block(1, 2, [0, 1], [1, 0]),
      block(2, 2, [2, 3], [1, 0]),
      block(3, 1, [2, 3], [0, 1]),
      block(4, 3, [0, 1], [1, 1]),
    ];
    const best = bestSoFar(trials);
    expect(best.map((trial) => trial?.outcome.score)).toEqual([1, 1, 0.5, 0.75, 0.75]);
    expect(best.at(-1)?.questions).toEqual([0, 1, 2, 3]);
    const follow = followBest();
    const followed = trials.map((trial) => follow(trial));
    expect(followed).toEqual(best);
    expect(followed[4]).toBe(followed[3]);
  });

  it("leaves out the score of a few questions where a table has gaps, as a recommendation does", () => {
    const gaps = [scored(0, 0.8, { questions: 10 }), scored(1, 1, { questions: 2 }), scored(2, 0.9, { questions: 9 })];
    expect(bestSoFar(gaps).map((trial) => trial?.index)).toEqual([0, 0, 2]);
    expect(bestSoFar(gaps.slice(1).map((trial, i) => ({ ...trial, index: i }))).map((t) => t?.index)).toEqual([0, 1]);
  });

  it("ends at the best of the fullest trials, however blocks fall", () => {
    const scores = fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 2, maxLength: 2 });
    const drawn = fc.array(fc.record({ arm: fc.integer({ min: 1, max: 3 }), scores }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(drawn, (blocks) => {
        const met = new Map<number, number>();
        const trials = blocks.map(({ arm, scores: perQuestion }, i) => {
          const at = met.get(arm) ?? 0;
          met.set(arm, at + 2);
          return block(i, arm, [at, at + 1], perQuestion);
        });
        const highest = Math.max(...fullestTrials(trials).map(({ outcome }) => outcome.score));
        expect(bestSoFar(trials).at(-1)?.outcome.score).toBe(highest);
      }),
    );
  });
});

describe("pairedDifference(a, b)", () => {
  const of = (trial: Trial) => (isScored(trial) ? trial : expect.fail("a score is required"));

  it("is over the questions that both met, wherever they stand in a trial", () => {
    const a = of(block(0, 1, [1, 3, 5], [1, 0, 1]));
    const b = of(block(1, 2, [3, 5, 7], [1, 0, 0]));
    // On question 3 one below, on 5 one above; and one question more on which they differ by one.
    expect(pairedDifference(a, b)).toEqual({ difference: 0, standardError: Math.sqrt(3 / 4), questions: 2 });
    const { questions: _some, ...whole } = of(block(2, 3, [], [0, 1, 0, 0]));
    expect(pairedDifference(whole, a)).toMatchObject({ difference: 0, questions: 2 });
    expect(pairedDifference(a, of(block(3, 4, [2], [1])))).toBeNull();
    expect(pairedDifference(a, of(scored(3, 0.5)))).toBeNull();
  });

  it("never says that a difference is known exactly", () => {
    const ones = Array.from({ length: 50 }, () => 1);
    const of50 = (index: number, perQuestion: number[]) =>
      of(block(index, index + 1, [...perQuestion.keys()], perQuestion));
    expect(pairedDifference(of50(0, ones), of50(1, ones))?.standardError).toBe(1 / 50);
    expect(errorOfRate(1, 50)).toBeCloseTo(Math.sqrt(51 / 52 / 52 / 50), 12);
  });
});

describe("fullestTrials(trials)", () => {
  it("keeps what was asked the most questions, whatever the world had measured of it", () => {
    const on = (index: number, questions: number[]) =>
      block(
        index,
        index + 1,
        questions,
        questions.map(() => 0.5),
      );
    const gap = [scored(0, 0.5, { questions: 50 }), scored(1, 0.9, { questions: 49 }), missing(2)];
    expect(fullestTrials(gap).map(({ index }) => index)).toEqual([0, 1]);
    const holes = [
      scored(0, 0.5, { questions: 50 }),
      scored(1, 1, { questions: 24 }),
      scored(2, 0.9, { questions: 25 }),
    ];
    expect(fullestTrials(holes).map(({ index }) => index)).toEqual([0, 2]);
    expect(fullestTrials([on(0, [1, 2]), on(1, [3]), on(2, [4, 5])]).map(({ index }) => index)).toEqual([0, 2]);
    expect(fullestTrials([on(0, [1, 2]), scored(1, 0.1)]).map(({ index }) => index)).toEqual([1]);
  });
});

describe("a trial log", () => {
  const trials: Trial[] = [
    { ...scored(0, 0.5, { perQuestion: [0, 1], remark: "Grüße\n" }), note: { seen: ["x"] } },
    missing(1),
    { index: 2, proposed, outcome: { kind: "failed", why: "no disk", cost: { units: budgetUnits(3), dollars: 0.1 } } },
  ];
  const about = { task: "2wiki", budget: 1000 };

  async function written(): Promise<string> {
    const file = path();
    await createTrialLog(file, about);
    for (const trial of trials) await appendTrial(file, trial);
    return file;
  }

  it("reads back what was written", async () => {
    expect(await readTrialLog(await written())).toEqual({ about, trials, turns: [], torn: null });
  });

  it("reads the scores at fewer samples by the name that older logs have for them", async () => {
    const file = path();
    const curve = { stage: "Answer", scores: [0.4, 0.5], stageScores: [0.4, 0.5], rerun: [0, 0] };
    const { outcome, ...trial } = scored(0, 0.5);
    await createTrialLog(file, about);
    const old: object = { ...outcome, prefixes: [curve] };
    await appendTrial(file, { ...trial, outcome: old as Outcome });
    const { trials: read } = await readTrialLog(file);
    expect(read).toEqual([{ ...trial, outcome: { ...outcome, subsamples: [curve] } }]);
  });

  it("is one line a trial, after its header", async () => {
    const lines = readFileSync(await written(), "utf8").split("\n");
    expect(lines).toHaveLength(5);
    expect(JSON.parse(lines[0] ?? "")).toEqual({ isocompute: "trials", version: 1, about });
  });

  it("cut at any byte keeps every whole trial, says what was torn, and goes on once that is cut", async () => {
    const whole = readFileSync(await written());
    const headerEnd = whole.indexOf(0x0a) + 1;
    const sizes = Array.from({ length: whole.length - headerEnd + 1 }, (_, i) => headerEnd + i).filter(
      (size, i) => i % 11 === 0 || whole[size - 1] === 0x0a,
    );
    for (const size of sizes) {
      const file = path();
      writeFileSync(file, whole.subarray(0, size));
      const { trials: kept, torn } = await readTrialLog(file);
      expect(kept).toEqual(trials.slice(0, kept.length));
      expect(kept.length).toBe(whole.subarray(0, size).filter((byte) => byte === 0x0a).length - 1);
      const atLineEnd = whole[size - 1] === 0x0a;
      expect(torn === null).toBe(atLineEnd);
      const next = missing(kept.length);
      if (!atLineEnd) await expect(appendTrial(file, next)).rejects.toThrow("a torn last line");
      expect(await cutTornLine(file)).toEqual(torn);
      await appendTrial(file, next);
      expect((await readTrialLog(file)).trials).toEqual([...kept, next]);
    }
  });

  it("torn within a letter, keeps its whole lines; a folder is none", async () => {
    const file = await written();
    appendFileSync(file, Buffer.from('{"reason":"é').subarray(0, -1));
    const { trials: kept, torn } = await readTrialLog(file);
    expect(kept).toHaveLength(3);
    expect(torn).toEqual({ line: 5, text: '{"reason":"\uFFFD' });
    await expect(readTrialLog(folder)).rejects.toThrow(`${folder}: requires a file, got a folder`);
  });

  it("keeps every trial of those that are added at once, in order, also after one that is refused", async () => {
    const file = path();
    await createTrialLog(file, about);
    const many = Array.from({ length: 20 }, (_, i) => scored(i, i / 20));
    const bad = scored(0, Number.NaN);
    const added = await Promise.allSettled([bad, ...many].map((trial) => appendTrial(file, trial)));
    expect(added.map(({ status }) => status)).toEqual(["rejected", ...many.map(() => "fulfilled")]);
    expect(await readTrialLog(file)).toEqual({ about, trials: many, turns: [], torn: null });
    await expect(appendTrial(path(), missing(0))).rejects.toThrow("ENOENT");
  });

  it("appears with its header whole, or as before where the file system has no hard links", async () => {
    const [file, other] = [path(), path()];
    const open = vi.spyOn(fs, "open");
    const link = vi.spyOn(fs, "link");
    syncBuiltinESMExports();
    try {
      await createTrialLog(file, about);
      expect(open.mock.calls.map(([name]) => name)).not.toContain(file);
      link.mockRejectedValue(Object.assign(new Error("no"), { code: "EPERM" }));
      await createTrialLog(other, about);
    } finally {
      vi.restoreAllMocks();
      syncBuiltinESMExports();
    }
    expect(readFileSync(other)).toEqual(readFileSync(file));
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    await expect(createTrialLog(join(folder, "none", "x.jsonl"), about)).rejects.toThrow("x.jsonl'");
  });

  it("is never overwritten", async () => {
    const file = await written();
    await expect(createTrialLog(file, {})).rejects.toThrow("EEXIST");
    expect((await readTrialLog(file)).trials).toHaveLength(3);
  });

  it("takes no number that it could not read back, and stays as it was", async () => {
    const file = await written();
    await expect(appendTrial(file, scored(3, 0.5, { perQuestion: [1, Number.NaN] }))).rejects.toThrow(
      `${file}: a line requires finite numbers, got NaN at outcome.perQuestion[1]`,
    );
    expect(await readTrialLog(file)).toMatchObject({ trials, torn: null });
    const none = path();
    await expect(createTrialLog(none, { budget: Number.POSITIVE_INFINITY })).rejects.toThrow(
      "got Infinity at about.budget",
    );
    expect(existsSync(none)).toBe(false);
  });

  it("refuses a line that is no trial, with its number", async () => {
    const file = await written();
    appendFileSync(file, '{"index":3,"proposed":[],"outcome":{"kind":"scored","score":"0.5"}}\n');
    await expect(readTrialLog(file)).rejects.toThrow(`${file}:5, at outcome.score: is not a trial`);
    await expect(readTrialLog(file)).rejects.toThrow(
      /, got "0\.5"\n {2}also at outcome\.standardError: .*\(it is missing\)/,
    );
    const turn = await written();
    appendFileSync(turn, '{"after":-1,"proposal":{"candidates":{}}}\n');
    await expect(readTrialLog(turn)).rejects.toThrow(
      /:5, at after: is not a proposal: .* got -1\n {2}also at proposal\.candidates: .* got \{\}$/,
    );
    const broken = await written();
    appendFileSync(broken, "{nonsense}\n");
    await expect(readTrialLog(broken)).rejects.toThrow(`${broken}:5, column 2: requires valid JSON`);
  });

  it("refuses trials out of order, as two writers would leave them", async () => {
    const file = await written();
    await appendTrial(file, missing(1));
    await expect(readTrialLog(file)).rejects.toThrow(`${file}:5, at index: requires 3, got 1`);
  });

  it("refuses a file that is something else", async () => {
    const file = path();
    writeFileSync(file, "method,score\nRandom,0.7\n");
    await expect(readTrialLog(file)).rejects.toThrow(`${file}:1, column 1: requires valid JSON`);
    writeFileSync(file, "{}\n");
    await expect(readTrialLog(file)).rejects.toThrow(/:1: requires the header .*, got \{\}$/);
    writeFileSync(file, "");
    await expect(readTrialLog(file)).rejects.toThrow("requires a header line, got none that is whole");
  });

  describe("with proposals", () => {
    const candidate = { allocation: proposed, questions: [0, 2], reason: "first", note: { seen: [1, null] } };
    const turns: Turn[] = [
      { after: 0, proposal: { candidates: [candidate, { allocation: proposed }], refused: [{ said: "x", why: "y" }] } },
      {
        after: 2,
        proposal: {
          candidates: [],
          ending: "enough",
          calls: [
            {
              model: "m",
              step: "ask",
              messages: [{ role: "user", text: "?" }],
              reply: null,
              promptTokens: 3,
              outputTokens: 0,
            },
          ],
        },
      },
    ];

    async function proposedLog(): Promise<string> {
      const file = path();
      await createTrialLog(file, about);
      await appendProposal(file, turns[0] as Turn);
      await appendTrial(file, missing(0));
      await appendTrial(file, missing(1));
      await appendProposal(file, turns[1] as Turn);
      return file;
    }

    it("reads back what was proposed, and when", async () => {
      const file = await proposedLog();
      expect(await readTrialLog(file)).toEqual({ about, trials: [missing(0), missing(1)], turns, torn: null });
      expect(readFileSync(file, "utf8").split("\n")).toHaveLength(6);
    });

    it("cut at any byte keeps every whole line", async () => {
      const whole = readFileSync(await proposedLog());
      for (let size = whole.indexOf(0x0a) + 1; size <= whole.length; size++) {
        const file = path();
        writeFileSync(file, whole.subarray(0, size));
        const { trials: kept, turns: asked, torn } = await readTrialLog(file);
        expect(kept.length + asked.length).toBe(whole.subarray(0, size).filter((byte) => byte === 0x0a).length - 1);
        expect(torn === null).toBe(whole[size - 1] === 0x0a);
      }
    });

    it("refuses a trial out of turn, of another allocation, or a proposal before its time", async () => {
      const after = await proposedLog();
      await appendTrial(after, missing(2));
      await expect(readTrialLog(after)).rejects.toThrow(`${after}:6: requires a proposal before this trial, got none`);
      const other = path();
      await createTrialLog(other, about);
      await appendProposal(other, turns[0] as Turn);
      await appendTrial(other, { ...missing(0), proposed: [{ ...proposed[0], samples: samples(6) } as never] });
      await expect(readTrialLog(other)).rejects.toThrow(
        "requires the candidate proposed, Find=Small-3B:5, got Find=Small-3B:6",
      );
      const early = path();
      await createTrialLog(early, about);
      await appendProposal(early, turns[0] as Turn);
      await appendTrial(early, missing(0));
      await appendProposal(early, { after: 1, proposal: { candidates: [] } });
      await expect(readTrialLog(early)).rejects.toThrow("1 are not there");
      const counted = path();
      await createTrialLog(counted, about);
      await appendProposal(counted, { after: 1, proposal: { candidates: [] } });
      await expect(readTrialLog(counted)).rejects.toThrow(`${counted}:2, at after: requires 0`);
    });
  });
});

import fc from "fast-check";
import { costOf, exampleTask, parseAllocation, parseTask } from "isocompute/allocation";
import { budgetUnits } from "isocompute/core";
import { officialCsv, parseReplayTable, type ReplayRow, replay, replayCsv } from "isocompute/environments";
import { describe, expect, it } from "vitest";

const task = parseTask({
  ...exampleTask,
  stages: exampleTask.stages.map((stage) => ({ ...stage, metric: stage.name === "Find" ? "Ret_F1" : "Gen_EM" })),
  models: { "Small-3B": { parameters: 3e9, checkpoint: "tiny-3b-instruct" }, "Large-70B": { parameters: 70e9 } },
  metric: "Gen_EM",
});
const at = (find: number, answer: number, model = "Small-3B") =>
  parseAllocation(`Find=Large-70B:${find},Answer=${model}:${answer}`, task);
const long = (lines: string) => parseReplayTable(`allocation,score\n${lines}`, task, { file: "t.csv" });

describe("replay(table)", () => {
  const table = long(
    [
      '"Find=Large-70B:1,Answer=Small-3B:10",0.5',
      '"Find=Large-70B:1,Answer=Small-3B:10",0.7',
      '"Find=Large-70B:1,Answer=Small-3B:20",0.8',
      '"Find=Large-70B:1,Answer=Small-3B:40",0.6\n',
    ].join("\n"),
  );

  it("gives exact rows, with what they cost and where they are from", async () => {
    expect(await replay(table).evaluate(at(1, 20))).toEqual({
      kind: "scored",
      score: 0.8,
      standardError: null,
      questions: null,
      evaluated: at(1, 20),
      stages: [{ stage: "Answer", metric: "Gen_EM", score: 0.8 }],
      cost: { units: costOf(task)(at(1, 20)) },
      provenance: "measured",
    });
  });

  it("tells before what it will charge: for the row that stands in, and the questions that were measured", async () => {
    const rows = (questions: number | null) => table.rows.map((row) => ({ ...row, questions }));
    const cost = costOf(task);
    expect(replay({ ...table, rows: rows(50) }).unitsOf?.(at(1, 20))).toBe(50 * cost(at(1, 20)));
    expect(replay({ ...table, rows: rows(null) }).unitsOf?.(at(1, 20))).toBe(cost(at(1, 20)));
    expect(replay(table).unitsOf?.(at(1, 21))).toBe(0);
    expect(replay(table, { nearest: { within: 1 } }).unitsOf?.(at(1, 21))).toBe(cost(at(1, 20)));
  });

  it("averages repeated rows, with the error of their mean, and never takes their best", async () => {
    const outcome = await replay(table).evaluate(at(1, 10));
    expect(outcome).toMatchObject({ kind: "scored", score: 0.6, remark: "mean of 2 rows" });
    // The spread of .5 and .7 is .1414; the error of their mean is that over the root of two.
    expect(outcome.kind === "scored" && outcome.standardError).toBeCloseTo(0.1, 12);
  });

  it("does not know what was not measured, and says so", async () => {
    expect(await replay(table).evaluate(at(1, 25))).toEqual({
      kind: "missing",
      why: "t.csv has no row for Find=Large-70B:1,Answer=Small-3B:25",
    });
  });

  it("takes the nearest row only when asked, and records which", async () => {
    const outcome = await replay(table, { nearest: { within: 0.25 } }).evaluate(at(1, 25));
    expect(outcome).toMatchObject({
      kind: "scored",
      score: 0.8,
      evaluated: at(1, 20),
      remark: "the nearest row stands in",
    });
    expect(outcome.kind === "scored" && outcome.cost.units).toBeCloseTo(416.667, 3);
    expect(await replay(table, { nearest: { within: 0.2 } }).evaluate(at(1, 25))).toMatchObject({
      kind: "missing",
      why: expect.stringContaining("the nearest is Find=Large-70B:1,Answer=Small-3B:20 at 0.223"),
    });
    expect(await replay(table, { nearest: { within: 9 } }).evaluate(at(1, 25, "Large-70B"))).toMatchObject({
      kind: "missing",
      why: expect.stringContaining("no affordable row with the models of"),
    });
  });

  it("never lets a row that costs too much stand in", async () => {
    const near = replay(table, { nearest: { within: 1, budget: budgetUnits(420) } });
    expect(await near.evaluate(at(1, 39))).toMatchObject({ evaluated: at(1, 20) });
  });

  it("refuses questions where it has none, and a table without rows", async () => {
    await expect(replay(table).evaluate(at(1, 10), { questions: [0] })).rejects.toThrow("holds no scores by question");
    expect(() => replay({ ...table, rows: [] })).toThrow("at least one row, got none in t.csv");
  });
});

describe("replay(table by question)", () => {
  const table = parseReplayTable(
    [
      "question,Find=Large-70B + Answer=Small-3B,Find=Large-70B:1 + Answer=Small-3B:5",
      "a,1,0",
      "b,0,",
      "c,1,1",
      "d,0,1\n",
    ].join("\n"),
    task,
    { file: "wide.csv" },
  );

  it("is the mean over questions, with its error", async () => {
    const world = replay(table);
    expect(world.questions).toBe(4);
    const outcome = await world.evaluate(at(1, 1));
    expect(outcome).toMatchObject({ score: 0.5, questions: 4, perQuestion: [1, 0, 1, 0] });
    expect(outcome.kind === "scored" && outcome.standardError).toBeCloseTo(Math.sqrt(1 / 3 / 4), 12);
  });

  it("gives any subset, in the order asked for", async () => {
    expect(await replay(table).evaluate(at(1, 1), { questions: [3, 2] })).toMatchObject({
      score: 0.5,
      perQuestion: [0, 1],
      questions: 2,
    });
  });

  it("refuses gaps, or skips them when asked and says so", async () => {
    expect(await replay(table).evaluate(at(1, 5))).toEqual({
      kind: "missing",
      why: 'Find=Large-70B:1,Answer=Small-3B:5 was not measured on 1 of 4 questions, such as "b"',
    });
    expect(await replay(table).evaluate(at(1, 5), { questions: [0, 2] })).toMatchObject({ score: 0.5 });
    const outcome = await replay(table, { gaps: "skip" }).evaluate(at(1, 5));
    expect(outcome).toMatchObject({ questions: 3, remark: "measured on 3 of 4 questions" });
    expect(outcome).not.toHaveProperty("perQuestion");
  });

  it("averages runs of one question before it averages questions", async () => {
    const runs = parseReplayTable(
      [
        "allocation,question,score",
        ...["a,1", "a,0", "a,0", "b,1"].map((r) => `"Find=Large-70B:1,Answer=Small-3B:1",${r}`),
        "",
      ].join("\n"),
      task,
    );
    const outcome = await replay(runs).evaluate(at(1, 1));
    expect(outcome).toMatchObject({ remark: "1 questions measured more than once, averaged" });
    expect(outcome.kind === "scored" && outcome.score).toBeCloseTo((1 / 3 + 1) / 2, 12);
    // The last stage's metric is the score itself.
    expect(outcome.kind === "scored" && outcome.stages).toEqual([
      { stage: "Answer", metric: "Gen_EM", score: outcome.kind === "scored" && outcome.score },
    ]);
  });
});

describe("parseReplayTable(text, task)", () => {
  it("takes the table's own word for where its scores are from", () => {
    const table = (...words: string[]) =>
      `allocation,score,provenance\n${words.map((word, i) => `"Find=Small-3B:1,Answer=Small-3B:${i + 1}",0.5,${word}\n`).join("")}`;
    const read = (text: string) => parseReplayTable(text, task, { file: "p.csv" });
    expect(read(table("simulated", "simulated")).provenance).toBe("simulated");
    expect(() => read(table("simulated", "measured"))).toThrow(
      "p.csv:3, column provenance: requires the same word in every row, got simulated and measured",
    );
    expect(() => read(table("true"))).toThrow(
      'p.csv:2, column provenance: requires one of published, measured, simulated, got "true"',
    );
    expect(() => parseReplayTable(table("simulated"), task, { file: "p.csv", provenance: "measured" })).toThrow(
      "p.csv, column provenance: says that it is simulated: it cannot be taken as measured",
    );
    const { rows } = read(table("measured"));
    expect(read(replayCsv(task, rows, "published")).provenance).toBe("published");
  });

  const official = [
    "examples,retrieve_model_name,retrieve_samples,generate_model_name,generate_samples,Gen_EM,Gen_F1,Ret_F1,note",
    "50,Large-70B,1,tiny-3b-instruct,50,0.72,0.8,0.9,x",
    "50,Small-3B,3,Large-70B,1,0.5,0.6,,\n",
  ].join("\n");

  it("reads the official search code's tables, models by name or checkpoint", async () => {
    const [first, second] = parseReplayTable(official, task).rows;
    expect(first).toEqual({
      allocation: at(1, 50),
      score: 0.72,
      question: null,
      standardError: null,
      questions: 50,
      stages: [
        { stage: "Find", metric: "Ret_F1", score: 0.9 },
        { stage: "Answer", metric: "Gen_EM", score: 0.72 },
      ],
    });
    expect(second?.stages).toEqual([{ stage: "Answer", metric: "Gen_EM", score: 0.5 }]);
  });

  it("says where a model is unknown, a score a percentage, or a column missing", () => {
    expect(() => parseReplayTable(official.replace("tiny-3b", "tiny-4b"), task, { file: "o.csv" })).toThrow(
      'o.csv:2, column generate_model_name: requires a model of stage "Answer" (Small-3B, tiny-3b-instruct, Large-70B), got "tiny-4b-instruct"; did you mean "tiny-3b-instruct"?',
    );
    expect(() => parseReplayTable(official.replace("0.72", "72"), task, { file: "o.csv" })).toThrow(
      "o.csv:2, column Gen_EM: requires a rate in [0, 1]",
    );
    expect(() => parseReplayTable(official.replace("Gen_EM", "EM"), task, { file: "o.csv" })).toThrow("column Gen_EM");
    expect(() => parseReplayTable(official.replace(",50,0.72", ",0,0.72"), task, { file: "o.csv" })).toThrow(
      "o.csv:2, column generate_samples: requires at least one sample, got 0",
    );
    expect(() => parseReplayTable("a,b\n1,2\n", task, { file: "x.csv" })).toThrow(
      'x.csv:1: requires a column "allocation"',
    );
  });

  it("refuses counts and errors that are none, with the line on which their row starts", () => {
    const read = (columns: string, ...rows: string[]) =>
      parseReplayTable(
        `allocation,score,${columns}\n${rows.map((row) => `"Find=Small-3B:1,\nAnswer=Small-3B:1",0.5,${row}\n`).join("")}`,
        task,
        { file: "n.csv" },
      );
    expect(read("questions,standard_error", "1,0").rows[0]).toMatchObject({ questions: 1, standardError: 0 });
    expect(() => read("questions", "5", "0")).toThrow("n.csv:4, column questions: requires at least 1, got 0");
    expect(() => read("standard_error", "0", "0.1", "-0.1")).toThrow(
      "n.csv:6, column standard_error: requires at least 0, got -0.1",
    );
    expect(() => read("provenance", "measured", "guessed")).toThrow("n.csv:4, column provenance: requires one of");
    expect(() => parseReplayTable(official.replace("50,Small", "-50,Small"), task, { file: "o.csv" })).toThrow(
      "o.csv:3, column examples: requires at least 1, got -50",
    );
  });

  it("knows of a question that a wide table has no score of", async () => {
    const text = "question,Find=Small-3B:1 + Answer=Small-3B:5\nq1,1\nq2,\nq3,0\n";
    const table = parseReplayTable(text, task, { file: "wide.csv" });
    expect(table.questions).toEqual(["q1", "q2", "q3"]);
    const allocation = parseAllocation("Find=Small-3B:1,Answer=Small-3B:5", task);
    expect(await replay(table).evaluate(allocation)).toMatchObject({
      kind: "missing",
      why: expect.stringContaining('was not measured on 1 of 3 questions, such as "q2"'),
    });
    expect(await replay(table, { gaps: "skip" }).evaluate(allocation)).toMatchObject({ score: 0.5, questions: 2 });
    expect(() => replay({ ...table, questions: ["q1", "q2"] })).toThrow('got none called "q3"');
  });

  it("says which allocation of a long or wide table is none of the task", () => {
    expect(() => long('"Find=Large-70B:1,Answer=GPT:5",0.4\n')).toThrow(
      't.csv:2, column allocation: "GPT" is no model',
    );
    expect(() => parseReplayTable("question,Find=GPT + Answer=Small-3B\na,1\n", task, { file: "w.csv" })).toThrow(
      'w.csv:1, column Find=GPT + Answer=Small-3B: "GPT" is no model',
    );
    expect(() => long('"Find=Large-70B:1,Answer=Small-3B:5",40\n')).toThrow("t.csv:2, column score: requires a rate");
  });

  it("notes examples that failed and are not in the mean", () => {
    const software = parseTask({
      ...exampleTask,
      stages: ["Coding", "Review", "Test"].map((name) => ({ ...exampleTask.stages[1], name, metric: null })),
      metric: "mean_consistency",
    });
    const text = [
      "coding_model,coding_sampling,review_model,review_sampling,test_model,test_sampling,mean_consistency,unsuccess_count",
      "Small-3B,1,Small-3B,2,Large-70B,3,0.7,2\n",
    ].join("\n");
    expect(parseReplayTable(text, software).rows[0]).toMatchObject({
      score: 0.7,
      remark: "2 examples failed and are not in the mean",
    });
  });

  const named = (first: string | null, last: string | null) =>
    parseTask({
      ...exampleTask,
      stages: exampleTask.stages.map((stage) => ({ ...stage, metric: stage.name === "Find" ? first : last })),
      metric: "Gen_EM",
    });
  const rowOf = (more: Partial<ReplayRow>): ReplayRow => ({
    allocation: parseAllocation("Find=Large-70B:1,Answer=Small-3B:5", named(null, null)),
    score: 0.4,
    question: null,
    standardError: null,
    questions: null,
    stages: [],
    ...more,
  });
  const find = (metric: string | null, score: number) => ({ stage: "Find", metric, score });
  const answer = (metric: string | null, score: number) => ({ stage: "Answer", metric, score });

  it("reads back whatever replayCsv wrote, and replayCsv refuses the rest", () => {
    const names = fc.constantFrom(null, "Gen_EM", "Ret_F1", "questions", "score", "remark");
    const rates = fc.constantFrom(0, 0.25, 1);
    let held = 0;
    fc.assert(
      fc.property(
        names,
        names,
        fc.array(
          fc.record({
            score: rates,
            standardError: fc.constantFrom(null, 0, 0.1, 0.2, Number.NaN),
            questions: fc.constantFrom(null, 1, 50, 60, 0),
            question: fc.constantFrom(null, "a", "b\nc"),
            remark: fc.constantFrom(undefined, 'seen, "twice"\nat least'),
            scores: fc.tuple(fc.option(rates, { freq: 1 }), fc.option(rates, { freq: 1 })),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        (first, last, drawn) => {
          const own = named(first, last);
          const rows = drawn.map(({ scores: [one, two], remark, ...more }) =>
            rowOf({
              ...more,
              ...(remark === undefined ? {} : { remark }),
              stages: [...(one === null ? [] : [find(first, one)]), ...(two === null ? [] : [answer(last, two)])],
            }),
          );
          let text: string;
          try {
            text = replayCsv(own, rows);
          } catch (error) {
            expect(String(error)).toContain("UsageError: a table of outcomes cannot hold the row of Find=");
            return;
          }
          held += 1;
          // The last stage's metric, where it is the task's, is the score, whether the row says so or not.
          const said = rows.map((row) => {
            const stages = row.stages.filter(({ stage }) => stage === "Find" || last !== "Gen_EM");
            return { ...row, stages: last === "Gen_EM" ? [...stages, answer(last, row.score)] : stages };
          });
          expect(parseReplayTable(text, own).rows).toEqual(said);
        },
      ),
      { numRuns: 2000, seed: 6 },
    );
    expect(held).toBeGreaterThan(100);
  });

  it("keeps an early stage's metric apart from the score that is called alike", () => {
    const own = named("Gen_EM", "Gen_EM");
    const row = rowOf({ stages: [find("Gen_EM", 0.9), answer("Gen_EM", 0.4)] });
    expect(parseReplayTable(replayCsv(own, [row]), own).rows).toEqual([row]);
    expect(() => officialCsv(own, [row])).toThrow("no place for Gen_EM of Find, 0.9,");
    expect(parseReplayTable(officialCsv(own, [rowOf({})]), own).rows[0]?.stages).toEqual([answer("Gen_EM", 0.4)]);
    const alike = named("F1", "F1");
    expect(() => replayCsv(alike, [rowOf({ stages: [find("F1", 0.9)] })])).toThrow("no column for F1 of Find alone");
    const text = 'allocation,score,F1\n"Find=Small-3B:1,Answer=Small-3B:1",0.5,0.9\n';
    expect(() => parseReplayTable(text, alike, { file: "f.csv" })).toThrow(
      "f.csv:1, column F1: is the metric of several stages (Find, Answer)",
    );
  });

  it("writes the failures that it read into the official columns, and refuses what they do not hold", () => {
    const software = parseTask({
      ...exampleTask,
      stages: ["Coding", "Review", "Test"].map((name) => ({ ...exampleTask.stages[1], name, metric: null })),
      metric: "mean_consistency",
    });
    const text = [
      "coding_model,coding_sampling,review_model,review_sampling,test_model,test_sampling,mean_completeness,mean_consistency,mean_executability,unsuccess_count",
      "Small-3B,1,Small-3B,2,Large-70B,3,,0.7,,2",
      "Small-3B,1,Small-3B,2,Large-70B,4,,0.7,,0\n",
    ].join("\n");
    const { rows } = parseReplayTable(text, software);
    expect(officialCsv(software, rows)).toBe(text);
    expect(parseReplayTable(replayCsv(software, rows), software).rows).toEqual(rows);
    const [row] = rows;
    if (row === undefined) throw new Error("no row");
    expect(() => officialCsv(software, [{ ...row, question: "q" }])).toThrow('no place for the question "q"');
    expect(() => officialCsv(software, [{ ...row, remark: "odd" }])).toThrow('no place for the remark "odd"');
    expect(() => officialCsv(task, [rowOf({ remark: "2 examples failed and are not in the mean" })])).toThrow(
      "no place for the remark",
    );
  });

  it("reads back what replayCsv wrote", () => {
    const { rows } = parseReplayTable(official, task);
    const again = parseReplayTable(replayCsv(task, rows), task).rows;
    // The main metric stands in the score column; a stage metric of the last stage is that same number.
    expect(again.map(({ allocation, score, questions }) => ({ allocation, score, questions }))).toEqual(
      rows.map(({ allocation, score, questions }) => ({ allocation, score, questions })),
    );
    expect(again[0]?.stages).toContainEqual({ stage: "Find", metric: "Ret_F1", score: 0.9 });
  });
});

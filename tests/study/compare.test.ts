import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allocationKey, createSpace, exampleTask, parseAllocation, parseTask } from "isocompute/allocation";
import { type ReplayRow, replay, simulate } from "isocompute/environments";
import { randomSearch, type Searcher } from "isocompute/searchers";
import { createSimulator, drawInstance, priorOnly } from "isocompute/simulator";
import { type Arena, type CompareOptions, type CompareRow, compareSearchers, readComparison } from "isocompute/study";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const folder = temporaryFolder("compare");
let files = 0;
const path = () => join(folder, `${files++}.jsonl`);

const task = parseTask(exampleTask);
const grid = [1, 2, 5, 10, 20];
const space = createSpace(task, { grid });
const arena = (seed: number): Arena => ({
  kind: "simulate",
  name: String(seed),
  instance: drawInstance(priorOnly(task), seed, { questions: 60 }),
  train: 40,
  grid,
});
const sweep: Searcher = {
  name: "in order",
  propose: async ({ trials, space: all }) => ({ candidates: [{ allocation: all.at(trials.length) }] }),
};
const searchers = [
  { name: "random", open: randomSearch },
  { name: "in order", open: () => sweep },
];
const options: CompareOptions = { searchers, arenas: [arena(0), arena(1)], seeds: 2, trials: 6 };

async function all(asked: CompareOptions): Promise<CompareRow[]> {
  const rows: CompareRow[] = [];
  for await (const row of compareSearchers(asked)) rows.push(row);
  return rows;
}
const timeless = (rows: readonly CompareRow[]) => rows.map((row) => ({ ...row, plannerSeconds: 0 }));

describe("compareSearchers(options)", () => {
  it("gives a row for every arena, seed and searcher, in that order, the same again", async () => {
    const rows = await all(options);
    expect(compareSearchers(options).total).toBe(8);
    expect(rows.map((row) => [row.arena, row.seed, row.searcher].join())).toEqual([
      "0,0,random",
      "0,0,in order",
      "0,1,random",
      "0,1,in order",
      "1,0,random",
      "1,0,in order",
      "1,1,random",
      "1,1,in order",
    ]);
    expect(timeless(await all(options))).toEqual(timeless(rows));
  });

  it("judges by the exact expectation on the questions searched on, and tests on those kept back", async () => {
    const [, row] = await all({ ...options, arenas: [arena(3)], seeds: 1 });
    const instance = drawInstance(priorOnly(task), 3, { questions: 60 });
    const first = Array.from({ length: 40 }, (_, i) => i);
    const rest = Array.from({ length: 20 }, (_, i) => 40 + i);
    const exact = createSimulator(instance);
    const best = Math.max(...[...space].map((allocation) => exact.evaluate(allocation, first).score));
    expect(row?.best).toBeCloseTo(best, 11);
    const drawn = simulate(instance);
    let top = -1;
    let chosen = space.at(0);
    for (let t = 0; t < 6; t++) {
      const outcome = await drawn.evaluate(space.at(t), { questions: first });
      if (outcome.kind !== "scored") throw new Error("no score");
      const cheaper = outcome.score === top && space.costOf(space.at(t)) < space.costOf(chosen);
      if (outcome.score > top || cheaper) {
        top = outcome.score;
        chosen = space.at(t);
      }
      expect(row?.observed[t]).toBe(top);
      expect(row?.regret[t]).toBeCloseTo(best - exact.evaluate(chosen, first).score, 11);
    }
    expect(row?.recommended).toEqual({
      allocation: allocationKey(chosen),
      units: space.costOf(chosen),
      score: top,
      truth: expect.closeTo(exact.evaluate(chosen, first).score, 11),
      test: expect.closeTo(exact.evaluate(chosen, rest).score, 11),
    });
    expect(row?.units[1]).toBe(40 * (space.costOf(space.at(0)) + space.costOf(space.at(1))));
  });

  it("gives every searcher the same luck, and another seed other luck", async () => {
    const rows = await all({ ...options, searchers: [...searchers, { name: "again", open: () => sweep }] });
    const observed = (searcher: string, seed: number) =>
      rows.find((row) => row.searcher === searcher && row.seed === seed && row.arena === "1")?.observed;
    expect(observed("in order", 0)).toEqual(observed("again", 0));
    expect(observed("in order", 0)).not.toEqual(observed("in order", 1));
  });

  it("searches a table, and judges by the questions that were kept back", async () => {
    const world = simulate(drawInstance(priorOnly(task), 5, { questions: 30 }));
    const rows: ReplayRow[] = [];
    for (const allocation of space) {
      const outcome = await world.evaluate(allocation);
      if (outcome.kind !== "scored") throw new Error("no score");
      for (const [i, score] of (outcome.perQuestion ?? []).entries())
        rows.push({ allocation, score, question: `q${i}`, standardError: null, questions: null, stages: [] });
    }
    const table = { name: "mine", task, provenance: "simulated", rows } as const;
    const base = { kind: "replay", table, grid } as const;
    const arenas: Arena[] = [
      { ...base, name: "whole" },
      { ...base, name: "split", train: 20, table: { ...table, provenance: "measured" } },
    ];
    const [whole, other, split, second] = await all({ ...options, searchers: [searchers[0] as never], arenas });
    const scores = await Promise.all([...space].map((allocation) => replay(table).evaluate(allocation)));
    const highest = Math.max(...scores.map((outcome) => (outcome.kind === "scored" ? outcome.score : 0)));
    expect(whole?.best).toBeCloseTo(highest, 11);
    expect(whole?.recommended?.truth).toBe(whole?.recommended?.score);
    expect(whole?.recommended?.test).toBeNull();
    expect(other?.best).toBe(whole?.best);
    expect([split?.questions, split?.recommended?.test]).toEqual([20, split?.recommended?.truth]);
    expect(split?.recommended?.test).not.toBeNull();
    expect(second?.best).not.toBe(split?.best);
    expect([whole?.provenance, split?.provenance]).toEqual(["simulated", "measured"]);
  });

  it("keeps its rows, and a stopped comparison goes on to the same ones", async () => {
    const file = path();
    const rows = await all({ ...options, file });
    const kept = await readComparison(file);
    expect(kept.rows).toEqual(rows);
    expect(kept.about).toMatchObject({ searchers: ["random", "in order"], seeds: 2, trials: 6 });
    const bytes = readFileSync(file);
    for (const share of [0, 0.01, 0.2, 0.5, 0.9, 1]) {
      const cut = path();
      writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length * share)));
      expect(timeless(await all({ ...options, file: cut, resume: true }))).toEqual(timeless(rows));
      expect(timeless((await readComparison(cut)).rows)).toEqual(timeless(rows));
    }
    await expect(all({ ...options, file })).rejects.toThrow("is there already");
    const other = path();
    for await (const _ of compareSearchers({ ...options, file: other }))
      await expect(all({ ...options, file: other, resume: true })).rejects.toThrow(
        `${other}: requires to be written by one run alone`,
      );
    expect(timeless(await all({ ...options, file: other, resume: true }))).toEqual(timeless(rows));
    const broken = path();
    const [header, row = "{}"] = bytes.toString().split("\n");
    writeFileSync(broken, `${header}\n${JSON.stringify({ ...JSON.parse(row), seed: 0.5, track: "grey" })}\n`);
    await expect(readComparison(broken)).rejects.toThrow(
      /:2, at seed: is not a result: .*, got 0\.5\n {2}also at track: .*, got "grey"$/,
    );
    writeFileSync(broken, `${header}\n{"seed":\n`);
    await expect(readComparison(broken)).rejects.toThrow(":2, column 9: requires valid JSON: expected a value");
    writeFileSync(broken, `${header?.replace("comparison", "trials")}\n`);
    await expect(readComparison(broken)).rejects.toThrow(':1: requires the header {"isocompute":"comparison"');
    await expect(all({ ...options, file, resume: true, trials: 7 })).rejects.toThrow(
      "at about.trials: requires 7 to resume, got 6",
    );
    const { about } = kept;
    writeFileSync(file, bytes.toString().replace('"outputTokens":64', '"outputTokens":32'));
    await expect(all({ ...options, file, resume: true })).rejects.toThrow(
      "at about.taskFiles.example.stages[0].outputTokens: requires 64 to resume, got 32",
    );
    const { taskFiles: _tasks, environments: _worlds, ...old } = about;
    writeFileSync(file, bytes.toString().replace(JSON.stringify(about), JSON.stringify(old)));
    expect(timeless(await all({ ...options, file, resume: true }))).toEqual(timeless(rows));
  });

  it("stops where it is told to", async () => {
    const stopper = new AbortController();
    const rows: CompareRow[] = [];
    for await (const row of compareSearchers({ ...options, signal: stopper.signal })) {
      rows.push(row);
      if (rows.length === 2) stopper.abort();
    }
    expect(rows).toHaveLength(2);
  });

  it("refuses what it cannot compare", () => {
    expect(() => compareSearchers({ ...options, searchers: [] })).toThrow("requires searchers, got none");
    expect(() => compareSearchers({ ...options, arenas: [arena(0), arena(0)] })).toThrow(
      "distinct arenas, got example/0/500/40 twice",
    );
    expect(() => compareSearchers({ ...options, threads: 2 })).toThrow("requires a module for random to run it in 2");
    expect(() => compareSearchers({ ...options, trials: 0 })).toThrow("for trials, got 0");
  });

  it("says which arena cannot be searched", async () => {
    const poor: Arena = { ...arena(0), train: 61 };
    await expect(all({ ...options, arenas: [poor] })).rejects.toThrow("between 1 and 60 questions");
    const allocation = parseAllocation("Find=Small-3B:3,Answer=Small-3B:3", task);
    const row = { allocation, score: 1, question: null, standardError: null, questions: null, stages: [] };
    const table = { name: "one", task, provenance: "measured", rows: [row] } as const;
    await expect(all({ ...options, arenas: [{ kind: "replay", name: "r", table, grid }] })).rejects.toThrow(
      "requires a row of one within",
    );
    await expect(all({ ...options, arenas: [{ kind: "replay", name: "r", table, train: 1 }] })).rejects.toThrow(
      "requires scores by question",
    );
    const other = parseAllocation("Find=Small-3B:3,Answer=Small-3B:5", task);
    const rows = [
      { ...row, question: "1" },
      { ...row, question: "2" },
      { ...row, allocation: other, question: "2" },
      { ...row, allocation: other, question: "3" },
    ];
    await expect(
      all({ ...options, arenas: [{ kind: "replay", name: "r", table: { ...table, rows } }] }),
    ).rejects.toThrow("arena r requires an allocation within 500 units that one has on every question, got none of 2");
  });
});

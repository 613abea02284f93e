import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";
import { runCli } from "./run-cli.js";

let cwd = "";
beforeAll(() => {
  cwd = temporaryFolder("curves");
  const k = [1, 2, 4, 8, 16, 32, 64, 128];
  const rise = k.map((x, i) => 0.8 - 0.3 * x ** -0.6 + 0.003 * (i % 2 === 0 ? 1 : -1));
  const fall = k.map((x) => 0.9 - (0.08 * (Math.log(x / 8) / Math.LN2) ** 2) / 2);
  const line = (name: string, y: readonly number[]) => k.map((x, i) => `${name},${x},${(y[i] ?? 0).toFixed(4)},100`);
  writeFileSync(
    join(cwd, "curves.csv"),
    ["model,samples,accuracy,n", ...line("rise", rise), ...line("fall", fall)].join("\n"),
  );
  writeFileSync(join(cwd, "percent.csv"), "samples,accuracy\n1,50.6\n2,60\n4,70\n8,71\n");
  const joint = [1, 2, 4].flatMap((u) =>
    [1, 5, 9].map((d) => `${u},${d},${(0.4 + 0.05 * u + 0.03 * d - 0.008 * u * d).toFixed(3)}`),
  );
  writeFileSync(join(cwd, "joint.csv"), ["up,down,score", ...joint].join("\n"));
  writeFileSync(join(cwd, "gap.csv"), ["up,down,score", ...joint.slice(1)].join("\n"));
});

describe("isocompute fit", () => {
  it("ranks families and prints parameters with intervals and how they ended", async () => {
    const { code, out, err } = await runCli(["fit", "curves.csv", "--by", "model", "--family", "power,hill,logquad"], {
      cwd,
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("rise (8 points)");
    expect(out).toMatch(/Best by AICc: power law to an asymptote/);
    expect(out).toMatch(/a = 0\.8\d*, 95 % interval 0\.7/);
  });
  it("gives the same as data, with intervals, for machines", async () => {
    const { code, out } = await runCli(
      ["fit", "curves.csv", "--by", "model", "--trials", "n", "--family", "power,logquad", "--json"],
      { cwd },
    );
    expect(code).toBe(0);
    const reports = JSON.parse(out);
    expect(reports.map((r: { name: string }) => r.name)).toEqual(["rise", "fall"]);
    expect(reports[1].best).toBe("logquad");
    expect(reports[1].derived["best k"].kind).toBe("found");
    expect(reports[0].families[0].parameters).toBeDefined();
  });
  it("says that too few points rank no family, and takes one that is named", async () => {
    writeFileSync(join(cwd, "three.csv"), "samples,accuracy\n1,0.4\n2,0.5\n4,0.58\n");
    const { code, out } = await runCli(["fit", "three.csv"], { cwd });
    expect(code).toBe(0);
    expect(out).toContain("Best by AICc: none, 3 points are too few to rank these families");
    expect(out).not.toContain("best k");
    const [report] = JSON.parse((await runCli(["fit", "three.csv", "--json"], { cwd })).out);
    expect([report.best, report.intervals, report.derived]).toEqual([null, {}, {}]);
    expect(report.families.map((f: { delta: unknown; weight: unknown }) => [f.delta, f.weight])).toEqual(
      report.families.map(() => ["Infinity", "NaN"]),
    );
    const one = await runCli(["fit", "three.csv", "--family", "loglin"], { cwd });
    expect(one.out).toContain("The one family fitted: ");
    expect(one.out).toMatch(/b = 0\.1\d*, 95 % interval/);
    const drawn = ["fit", "three.csv", "--figure", "three.svg", "--provenance", "simulated"];
    expect((await runCli(drawn, { cwd })).err).toContain('three.csv: curve "accuracy": fit --figure requires points');
  });
  it("reports the error beyond what it was fitted to", async () => {
    const { out } = await runCli(["fit", "curves.csv", "--by", "model", "--family", "power,const", "--up-to", "32"], {
      cwd,
    });
    expect(out).toMatch(/Fitted up to 32, error beyond \(RMSE\): power/);
  });
  it("draws the best curve with its band", async () => {
    const flags = ["--by", "model", "--family", "power,logquad", "--figure", "out.svg", "--provenance", "simulated"];
    const { code, err } = await runCli(["fit", "curves.csv", ...flags], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: "out.svg\n" });
    expect(existsSync(join(cwd, "out.svg"))).toBe(true);
  });
  it("names levels as people write them, in the text and under the figure", async () => {
    const flags = ["--by", "model", "--family", "power", "--figure", "level.json", "--provenance", "simulated"];
    for (const [level, percent] of [
      ["0.57", "57"],
      ["0.99999", "99.999"],
    ] as const) {
      const { out } = await runCli(["fit", "curves.csv", ...flags, "--level", level], { cwd });
      expect(out).toContain(`, ${percent} % interval`);
      const { caption } = JSON.parse(readFileSync(join(cwd, "level.json"), "utf8"));
      expect(caption).toContain(`its ${percent} % band`);
    }
  });
  it("refuses percentages, unknown families and a figure without provenance", async () => {
    expect((await runCli(["fit", "percent.csv"], { cwd })).err).toContain("percent.csv:2, column accuracy");
    const near = await runCli(["fit", "curves.csv", "--by", "model", "--family", "powr"], { cwd });
    expect(near.code).toBe(2);
    expect(near.err).toContain('got powr; did you mean "power"?');
    const inherited = await runCli(["fit", "curves.csv", "--by", "model", "--family", "constructor"], { cwd });
    expect([inherited.code, inherited.err]).toEqual([2, expect.stringContaining("fit --family requires const")]);
    const bare = await runCli(["fit", "curves.csv", "--by", "model", "--family", "const", "--figure", "x.svg"], {
      cwd,
    });
    expect(bare.err).toContain("--figure requires --provenance");
    const missing = await runCli(["fit", "curves.csv", "-x", "sample"], { cwd });
    expect(missing.err).toContain('"samples" is near');
  });
});

describe("isocompute shape", () => {
  it("says which curves fall, with the count over all", async () => {
    const flags = ["--by", "model", "--trials", "n", "--resamples", "199"];
    const { code, out, err } = await runCli(["shape", "curves.csv", ...flags], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/fall .*supported/);
    expect(out).toContain("1 of 2 curves fall after their peak beyond noise");
    const again = await runCli(["shape", "curves.csv", ...flags, "--json"], { cwd });
    const { curves, count } = JSON.parse(again.out);
    expect(curves[0].verdict).toBe("undecided");
    for (const [i, { p, adjusted }] of count.byCurve.entries()) {
      expect(p).toBe(curves[i].fall.p);
      expect(adjusted).toBeGreaterThanOrEqual(p);
    }
  });
  it("keeps groups apart whose names read the same", async () => {
    const lines = [1, 2, 4, 8].flatMap((k) => [`a / b,c,${k},0.5`, `a,b / c,${k * 3},0.6`]);
    writeFileSync(join(cwd, "same.csv"), ["s,m,samples,accuracy", ...lines].join("\n"));
    const { out } = await runCli(["shape", "same.csv", "--by", "s,m", "--trials", "50", "--json"], { cwd });
    const { curves } = JSON.parse(out);
    expect(curves.map((c: { name: string; points: number }) => [c.name, c.points])).toEqual([
      ['["a / b","c"]', 4],
      ['["a","b / c"]', 4],
    ]);
  });
  it("finds the falls of many curves, and refuses resamples with which it could not", async () => {
    const many = Array.from({ length: 51 }, (_, i) => [0.2, 0.9, 0.5, 0.1].map((y, j) => `m${i},${2 ** j},${y}`));
    writeFileSync(join(cwd, "many.csv"), ["m,samples,accuracy", ...many.flat()].join("\n"));
    const flags = ["shape", "many.csv", "--by", "m", "--trials", "500"];
    const { out } = await runCli(flags, { cwd });
    expect(out).toContain("51 of 51 curves fall after their peak beyond noise");
    const few = await runCli([...flags, "--resamples", "999"], { cwd });
    expect([few.code, few.err]).toEqual([2, expect.stringContaining("requires at least 1019 to find a fall among 51")]);
  });
});

describe("isocompute coupling", () => {
  it("measures a joint table", async () => {
    const flags = ["--upstream", "up", "--downstream", "down", "-y", "score"];
    const plain = await runCli(["coupling", "joint.csv", ...flags], { cwd });
    expect({ code: plain.code, err: plain.err }).toEqual({ code: 0, err: "" });
    expect(plain.out).toContain("Tukey's one degree of freedom");
    const { out } = await runCli(
      ["coupling", "joint.csv", ...flags, "--trials", "5000", "--resamples", "100", "--json"],
      { cwd },
    );
    const found = JSON.parse(out);
    expect(found.crossDifference.verdict).toBe("substitutes");
    expect(found.downstream).toEqual(["1", "5", "9"]);
  });
  it("pairs questions by their names, whatever the rows' order, and refuses other or repeated ones", async () => {
    const flags = ["--upstream", "u", "--downstream", "d", "-y", "y", "--question", "id", "--json"];
    const cell = (u: number, d: number, ids: readonly string[]) =>
      ids.map((id) => `${u},${d},${id},${(id.charCodeAt(0) + u * d) % 3 === 0 ? 1 : 0}`);
    const run = async (last: readonly string[]) => {
      const rows = [...cell(1, 1, ids), ...cell(1, 2, ids), ...cell(2, 1, ids), ...cell(2, 2, last)];
      writeFileSync(join(cwd, "asked.csv"), ["u,d,id,y", ...rows].join("\n"));
      return await runCli(["coupling", "asked.csv", ...flags], { cwd });
    };
    const ids = ["a", "b", "c", "d", "e"];
    expect((await run(ids.toReversed())).out).toBe((await run(ids)).out);
    for (const [last, message] of [
      [
        ["a", "b", "c", "d", "x"],
        "asked.csv, column id: requires the same questions for every pair; u 2 with d 2 lacks e",
      ],
      [["a", "b", "c", "d", "e", "x"], "u 2 with d 2 alone has x"],
      [["a", "b", "c", "d", "d"], "requires each question once for every pair, got d again for u 2 with d 2"],
    ] as const) {
      const { code, out, err } = await run(last);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain(message);
    }
  });
  it("counts the questions of all rows of a pair, and wants as many for every pair", async () => {
    const flags = ["--upstream", "u", "--downstream", "d", "-y", "y", "--json"];
    const rows = ["1,1,0.5", "1,2,0.6", "2,1,0.6", "2,2,0.6"];
    const run = async (lines: readonly string[], trials: string) => {
      writeFileSync(join(cwd, "runs.csv"), ["u,d,y", ...lines].join("\n"));
      return await runCli(["coupling", "runs.csv", ...flags, "--trials", trials], { cwd });
    };
    const one = JSON.parse((await run(rows, "1000")).out);
    const ten = JSON.parse((await run(Array.from({ length: 10 }, () => rows).flat(), "100")).out);
    for (const key of ["chiSquare", "p"]) expect(ten.interaction[key]).toBeCloseTo(one.interaction[key], 9);
    expect(ten.strength.shift.interval).toEqual(one.strength.shift.interval);
    const torn = await run([...rows, "2,1,0.7"], "100");
    expect([torn.code, torn.out]).toEqual([1, ""]);
    expect(torn.err).toContain(
      "runs.csv: requires as many rows for every pair with --trials, got 1 for u 1 with d 1 and 2 for u 2",
    );
  });
  it("refuses two ways to write one number, with the column that has them", async () => {
    writeFileSync(join(cwd, "twice.csv"), "up,down,score\n1,1,0.5\n1.0,1,0.6\n1,2,0.6\n1.0,2,0.7\n");
    const flags = ["coupling", "twice.csv", "--upstream", "up", "--downstream", "down", "-y", "score"];
    const { code, err } = await runCli(flags, { cwd });
    expect(code).toBe(1);
    expect(err).toContain('twice.csv, column up: requires one way to write each number, got "1" and "1.0"');
  });
  it("names the pair that is missing", async () => {
    const { code, err } = await runCli(
      ["coupling", "gap.csv", "--upstream", "up", "--downstream", "down", "-y", "score"],
      { cwd },
    );
    expect(code).toBe(1);
    expect(err).toContain("got none for up 1 with down 1");
  });
});

describe("the x axis of curves", () => {
  it.each([
    ["fit", "0"],
    ["fit", "-2"],
    ["shape", "0"],
    ["shape", "-2"],
  ])("%s refuses %s samples, with the place", async (command, x) => {
    writeFileSync(join(cwd, "below.csv"), `samples,accuracy\n1,0.5\n${x},0.6\n5,0.6\n10,0.7\n`);
    const { code, out, err } = await runCli([command, "below.csv"], { cwd });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe(`error: below.csv:3, column samples: requires a number above zero, got ${x}\n`);
  });

  it("takes a zero that is no number of samples, unless no family can", async () => {
    writeFileSync(join(cwd, "heat.csv"), "heat,accuracy\n0,0.5\n0.3,0.55\n0.6,0.6\n0.9,0.62\n1.2,0.61\n");
    const asked = ["heat.csv", "-x", "heat"];
    expect((await runCli(["shape", ...asked, "--trials", "100", "--resamples", "99"], { cwd })).code).toBe(0);
    expect((await runCli(["fit", ...asked], { cwd })).code).toBe(0);
    const { err } = await runCli(["fit", ...asked, "--family", "power"], { cwd });
    expect(err).toContain("heat.csv:2, column heat: requires a number above zero, got 0");
  });
});

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { allocationKey, exampleTask, loadTask, parseTask } from "isocompute/allocation";
import { formatCalibration, loadCalibration, readAnchors } from "isocompute/environments";
import { calibrate, drawInstance } from "isocompute/simulator";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const data = resolve(import.meta.dirname, "../../data");
const tasks = readdirSync(join(data, "simulator"))
  .filter((file) => file.endsWith(".anchors.json"))
  .map((file) => file.replace(".anchors.json", ""));
const folder = temporaryFolder("calibration");

const open = (name: string) => {
  const task = loadTask(join(data, "tasks", `${name}.json`));
  const anchors = readAnchors(join(data, "simulator", `${name}.anchors.json`), task);
  const path = join(data, "simulator", `${name}.calibrated.json`);
  return { task, anchors, path, calibration: loadCalibration(path, task) };
};

describe("data/simulator", () => {
  it("has the eight tasks", () => {
    expect(tasks).toEqual(["2wiki", "chatdev", "cwq", "hotpotqa", "math", "taskbench", "textvqa", "webqsp"]);
  });

  it.each(tasks)("%s was built from the tables that are there", (name) => {
    const { anchors, path, calibration } = open(name);
    expect(JSON.parse(readFileSync(path, "utf8")).sources).toEqual(anchors.sources);
    for (const fit of Object.values(calibration.fits))
      expect(fit.residuals.map(({ curve, points }) => [curve, points.map((p) => [p.allocation, p.published])])).toEqual(
        anchors.curves.map((c) => [c.name, c.points.map((p) => [allocationKey(p.allocation), p.score])]),
      );
  });

  it.each(tasks)("%s states the residuals of its points, and gives worlds", (name) => {
    const { calibration } = open(name);
    for (const { residuals } of Object.values(calibration.fits))
      for (const { rmse, points, kind } of residuals) {
        const errors = points.map((p) => p.fitted - p.published).map((e) => (kind === "upper" ? Math.max(0, e) : e));
        expect(rmse).toBeCloseTo(Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / points.length), 5);
      }
    expect(drawInstance(calibration, 3, { questions: 5 }).law.stages.length).toBe(calibration.task.stages.length);
  });

  it("meets MATH within .010, the 2Wiki temperatures within .025 and TextVQA within .021 per curve", () => {
    const rmse = (name: string, set: "rivals" | "decay" | "both") =>
      open(name).calibration.fits[set].residuals.filter(({ curve }) => /^(temperature|Qwen|Llama)/.test(curve));
    for (const set of ["rivals", "both"] as const) {
      for (const curve of rmse("math", set)) expect(curve.rmse).toBeLessThan(0.01);
    }
    for (const set of ["rivals", "decay", "both"] as const) {
      for (const curve of rmse("textvqa", set)) expect(curve.rmse).toBeLessThan(0.021);
      const squares = rmse("2wiki", set).map((curve) => curve.rmse ** 2);
      expect(squares).toHaveLength(3);
      expect(Math.sqrt(squares.reduce((a, b) => a + b, 0) / 3)).toBeLessThan(0.025);
    }
  });
});

describe("formatCalibration(calibration, anchors)", () => {
  const task = parseTask(exampleTask);
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  write("scores.csv", "who,k,score\na,1,0.5\na,4,0.6\nb,1,0.4\n");
  const anchor = {
    task: "example",
    curves: [
      {
        name: "a",
        table: "scores.csv",
        where: { who: "a" },
        allocation: "Find=Large-70B:1,Answer=Small-3B:{k}",
        score: "score",
        sd: 0.02,
      },
    ],
  };
  const anchorPath = write("example.anchors.json", JSON.stringify(anchor));

  it("is read back as it was written, to six digits", () => {
    const anchors = readAnchors(anchorPath, task);
    expect(anchors.curves[0]?.points.map((p) => p.score)).toEqual([0.5, 0.6]);
    expect(anchors.sources["scores.csv"]).toBe(
      createHash("sha256")
        .update(readFileSync(join(folder, "scores.csv")))
        .digest("hex"),
    );
    const calibration = calibrate(task, anchors.curves, { questions: 16 });
    const text = formatCalibration(calibration, anchors);
    const again = loadCalibration(write("example.calibrated.json", text), task);
    expect(formatCalibration(again, anchors)).toBe(text);
    expect(again.fits.both.parameters[0]?.value).toBeCloseTo(calibration.fits.both.parameters[0]?.value ?? 0, 5);
    expect(again.fits.both.factor.map((row) => row.length)).toEqual(again.fits.both.parameters.map((_, i) => i + 1));
  });

  it("refuses a calibration of another task or law", () => {
    const path = join(folder, "example.calibrated.json");
    expect(() => loadCalibration(path, { ...task, name: "other" })).toThrow('at task: requires "other", got "example"');
    expect(() => loadCalibration(path, { ...task, stages: task.stages.slice(0, 1) })).toThrow(
      "is of another law: requires",
    );
  });

  it("names every fault of a file, with its place", () => {
    const text = JSON.parse(readFileSync(join(folder, "example.calibrated.json"), "utf8"));
    text.fits.rivals.parameters[1].sd = "wide";
    text.fits.both.ending = "gave up";
    const path = write("faults.calibrated.json", JSON.stringify(text));
    expect(() => loadCalibration(path, task)).toThrow(
      `${path}, at fits.rivals.parameters[1].sd: is not a calibration: invalid input: expected number, received string, got "wide"\n  also at fits.both.ending: `,
    );
    const { sd: _, ...without } = anchor.curves[0] ?? {};
    const anchors = write("faults.anchors.json", JSON.stringify({ task: "example", start: 2, curves: [without] }));
    expect(() => readAnchors(anchors, task)).toThrow(
      `${anchors}, at curves[0].sd: is not an anchor file: invalid input: expected number, received undefined (it is missing)\n  also at start: is not a known field`,
    );
  });

  it("refuses anchors without rows, of unknown models, or of another task", () => {
    const broken = (change: object) =>
      write("broken.anchors.json", JSON.stringify({ ...anchor, curves: [{ ...anchor.curves[0], ...change }] }));
    expect(() => readAnchors(broken({ where: { who: "c" } }), task)).toThrow("at curves[0]: has no rows in scores.csv");
    expect(() => readAnchors(broken({ allocation: "Find=GPT:1,Answer=Small-3B:1" }), task)).toThrow(
      '"GPT" is no model',
    );
    expect(() => readAnchors(broken({ sd: 0 }), task)).toThrow("at curves[0].sd: is not an anchor file");
    expect(() => readAnchors(anchorPath, { ...task, name: "other" })).toThrow('at task: requires "other"');
  });
});

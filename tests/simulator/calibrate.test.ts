import { exampleTask, parseAllocation, parseTask } from "isocompute/allocation";
import { calibrate, createSimulator, drawInstance, priorOnly } from "isocompute/simulator";
import { describe, expect, it } from "vitest";

const task = parseTask(exampleTask);
const at = (k: number) => parseAllocation(`Find=Large-70B:1,Answer=Small-3B:${k}`, task);

/** What a known law scores, seen without noise: the truth that a calibration should find its way back to. */
function knownCurve(seed: number) {
  const truth = createSimulator(drawInstance(priorOnly(task), seed, { questions: 3000, mechanisms: "both" }));
  const sizes = [1, 2, 5, 10, 20, 40];
  return sizes.map((k) => ({ allocation: at(k), score: truth.evaluate(at(k)).score }));
}

describe("calibrate(task, curves)", () => {
  const points = knownCurve(5);
  const calibration = calibrate(task, [{ name: "known", points, sd: 0.005 }], { questions: 64 });

  it("meets the curve of a law of its own kind within the error it was allowed", () => {
    const [residual] = calibration.fits.both.residuals;
    expect(residual?.rmse).toBeLessThan(0.01);
    expect(residual?.points.map((p) => p.published)).toEqual(points.map((p) => p.score));
    const squares = (residual?.points ?? []).map((p) => (p.fitted - p.published) ** 2);
    expect(residual?.rmse).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length), 12);
  });

  it("leaves what no curve speaks of at its prior, and narrows what one does", () => {
    const { parameters } = calibration.fits.both;
    const silent = parameters.filter(({ name }) => name.startsWith("Answer / Large-70B"));
    expect(silent.length).toBeGreaterThan(2);
    for (const { mean, sd, value, posteriorSd } of silent) {
      expect(value).toBeCloseTo(mean, 6);
      expect(posteriorSd).toBeCloseTo(sd, 6);
    }
    const level = parameters.find(({ name }) => name === "Answer / level");
    expect(level?.posteriorSd).toBeLessThan(0.9 * (level?.sd ?? 0));
    for (const { sd, posteriorSd } of parameters) expect(posteriorSd).toBeLessThan(sd * (1 + 1e-9));
  });

  it("gives worlds that scatter about the curve, closer than uncalibrated ones", () => {
    const scatter = (source: typeof calibration) => {
      const errors = Array.from({ length: 16 }, (_, seed) => {
        const instance = drawInstance(source, seed, { questions: 200, mechanisms: "both" });
        const world = createSimulator(instance);
        return world.evaluate(at(20)).score - (points[4]?.score ?? 0);
      });
      return Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    };
    expect(scatter(calibration)).toBeLessThan(0.08);
    expect(scatter(calibration)).toBeLessThan(scatter(priorOnly(task)) / 1.5);
  });

  it("holds a law to a bound only from above", () => {
    const bounded = (score: number) =>
      calibrate(task, [{ name: "best", points: [{ allocation: at(5), score }], sd: 0.01, kind: "upper" }], {
        questions: 16,
      }).fits.both;
    const [idle, binding] = [bounded(0.99), bounded(0.2)];
    expect(idle.residuals[0]?.rmse).toBe(0);
    for (const { value, mean } of idle.parameters) expect(value).toBeCloseTo(mean, 9);
    expect(binding.residuals[0]?.points[0]?.fitted).toBeLessThan(0.25);
  });

  it("searches the fit by decay from more places when asked, and never ends worse for it", () => {
    const curve = [{ name: "known", points, sd: 0.005 }];
    const cost = (starts: number) => {
      const { parameters, residuals } = calibrate(task, curve, { questions: 16, starts }).fits.decay;
      const misfit = residuals[0]?.points.reduce((sum, p) => sum + ((p.fitted - p.published) / 0.005) ** 2, 0) ?? 0;
      return misfit + parameters.reduce((sum, { value, mean, sd }) => sum + ((value - mean) / sd) ** 2, 0);
    };
    expect(cost(4)).toBeLessThanOrEqual(cost(1) * (1 + 1e-9));
    expect(() => calibrate(task, curve, { starts: 0 })).toThrow("a whole number above zero for starts, got 0");
  });
  it("repeats exactly", () => {
    const again = calibrate(task, [{ name: "known", points: points.slice(0, 2), sd: 0.01 }], { questions: 16 });
    expect(calibrate(task, [{ name: "known", points: points.slice(0, 2), sd: 0.01 }], { questions: 16 })).toEqual(
      again,
    );
  });

  it("refuses a curve without an error", () => {
    expect(() => calibrate(task, [{ name: "sure", points, sd: 0 }])).toThrow('an sd above zero for "sure", got 0');
  });
});

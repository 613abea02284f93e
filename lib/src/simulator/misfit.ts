import { brentMinimum } from "../numerics/index.js";
import { conditions, type PublishedCurve } from "./calibrate.js";
import type { Instance } from "./instance.js";
import { createSimulator } from "./simulator.js";

/**
 * How far a world lies from published curves: the root mean squared residual over all their points, exact scores against printed ones;
 * of bounds, only what lies above them. A curve with a level of its own is shifted to where residuals and the level's prior agree best.
 * A world's questions are a sample, so that even the true law is off by their luck, about 0.4 / sqrt(questions).
 *
 * @returns in units of the score
 * @throws RangeError if there are no curves, or an allocation is none of the instance
 * @example
 * const { parseTask, parseAllocation, exampleTask } = await door("allocation");
 * const task = parseTask(exampleTask);
 * const world = drawInstance(priorOnly(task), 1, { questions: 100 });
 * const allocation = parseAllocation("Find=Large-70B:1,Answer=Small-3B:5", task);
 * misfit(world, [{ name: "itself", points: [{ allocation, score: createSimulator(world).evaluate(allocation).score }], sd: 0.01 }]); // => 0
 */
export function misfit(instance: Instance, curves: readonly PublishedCurve[]): number {
  if (curves.length === 0) throw new RangeError("misfit requires at least one curve, got none");
  const squares = curves.flatMap((curve) => {
    const residuals = (shift: number) => {
      const simulator = createSimulator({ ...instance, law: conditions(instance.law, curve, shift) });
      return curve.points.map(({ allocation, score }) => {
        const residual = simulator.evaluate(allocation).score - score;
        return curve.kind === "upper" ? Math.max(0, residual) : residual;
      });
    };
    const { ownLevel, sd } = curve;
    if (ownLevel === undefined) return residuals(0).map((r) => r * r);
    const cost = (shift: number) => residuals(shift).reduce((sum, r) => sum + (r / sd) ** 2, (shift / ownLevel) ** 2);
    const { x } = brentMinimum(cost, -4 * ownLevel, 4 * ownLevel, { tolerance: 1e-3 });
    return residuals(x).map((r) => r * r);
  });
  return Math.sqrt(squares.reduce((sum, s) => sum + s, 0) / squares.length);
}

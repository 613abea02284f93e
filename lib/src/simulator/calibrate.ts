import { type Allocation, allocationKey, type Task } from "../allocation/index.js";
import { at, createRng } from "../core/index.js";
import { cholesky, leastSquares, solveCholesky } from "../numerics/index.js";
import { type Calibration, type CurveResidual, type Fit, type MechanismSet, mechanismsOf } from "./calibration.js";
import { type Law, withTemperature } from "./law.js";
import { lawAt, type Parameter, priorsOf } from "./parameters.js";
import { evenQuestions } from "./questions.js";
import { createSharedSimulator, type TableCache } from "./simulator.js";

/** A published curve that a law should meet. */
export interface PublishedCurve {
  readonly name: string;
  readonly points: readonly { readonly allocation: Allocation; readonly score: number }[];
  /** How far a score may lie from the law: its sampling error, and what the law leaves out. */
  readonly sd: number;
  /**
   * `upper`: the scores are not values but bounds, such as the best that a thorough search found: only what lies above
   * them counts. @default "value"
   */
  readonly kind?: "value" | "upper";
  /** Sampling temperature by stage, where it is not the reference. */
  readonly temperatures?: Readonly<Record<string, number>>;
  /** Where the curve was measured on questions or settings of its own: sd of a shift of all abilities that it alone has, in log-odds. */
  readonly ownLevel?: number;
}

/** Options of `calibrate`. */
export interface CalibrateOptions {
  /** Questions that stand for the population. @default 512 */
  readonly questions?: number;
  /** @default 200 */
  readonly maxIterations?: number;
  /**
   * Searches of each fit by `decay` alone: from the priors' means, and from draws of them. Without rivals a question's curve jumps where its
   * rival comes to lead, so the score has steps, and a descent may stop at one. @default 1
   */
  readonly starts?: number;
}

/**
 * What published curves say about a task's law: for each set of mechanisms the most probable law given the priors and the
 * curves, and the normal approximation around it (Laplace's). A parameter on which the curves are silent keeps its
 * prior, and its posterior sd says so; a combination that is pinned only jointly shows in the covariance.
 *
 * Penalised least squares by finite differences; seconds for a two-stage task with seventy points.
 *
 * @throws RangeError if an allocation is not one of the task, an sd is not above zero, or `starts` is not a whole number above zero
 * @example
 * const { parseTask, parseAllocation, exampleTask } = await door("allocation");
 * const task = parseTask(exampleTask);
 * const points = [{ allocation: parseAllocation("Find=Large-70B:1,Answer=Small-3B:5", task), score: 0.6 }];
 * const { fits } = calibrate(task, [{ name: "one point", points, sd: 0.01 }], { questions: 32 });
 * Math.abs(fits.both.residuals[0].points[0].fitted - 0.6) < 0.01; // => true
 */
export function calibrate(task: Task, curves: readonly PublishedCurve[], options: CalibrateOptions = {}): Calibration {
  for (const { name, sd } of curves)
    if (!(sd > 0)) throw new RangeError(`calibrate requires an sd above zero for "${name}", got ${sd}`);
  if (options.starts !== undefined && !(Number.isSafeInteger(options.starts) && options.starts > 0))
    throw new RangeError(`calibrate requires a whole number above zero for starts, got ${options.starts}`);
  const fit = (set: MechanismSet) => fitLaw(task, curves, set, options);
  return { task, fits: { rivals: fit("rivals"), decay: fit("decay"), both: fit("both") } };
}

function fitLaw(task: Task, curves: readonly PublishedCurve[], set: MechanismSet, options: CalibrateOptions): Fit {
  const { questions: count = 512, maxIterations = 200, starts = 1 } = options;
  const priors = priorsOf(task);
  const unknowns: readonly Parameter[] = [...priors, ...ownLevels(curves)];
  const questions = evenQuestions(task.stages.length, count);
  const p = unknowns.length;
  const points = curves.reduce((sum, { points }) => sum + points.length, 0);

  const predict = (theta: Float64Array, cache: TableCache = new Map()): Float64Array => {
    const law = lawAt(task, theta.subarray(0, priors.length), mechanismsOf(set));
    let next = priors.length;
    return Float64Array.from(
      curves.flatMap((curve) => {
        const shift = curve.ownLevel === undefined ? 0 : at(theta, next++);
        const shifted = conditions(law, curve, shift);
        const instance = { name: task.name, task, law: shifted, questions, stream: "calibrate" };
        const simulator = createSharedSimulator(instance, {}, cache);
        return curve.points.map(({ allocation }) => simulator.evaluate(allocation).score);
      }),
    );
  };
  const wanted = curves.flatMap(({ points, sd, kind }) =>
    points.map(({ score }) => ({ score, sd, upper: kind === "upper" })),
  );
  const model = {
    points: points + p,
    parameters: p,
    evaluate(theta: Float64Array, residuals: Float64Array, jacobian: Float64Array) {
      const base: TableCache = new Map();
      const fitted = predict(theta, base);
      const silent = (i: number) => at(wanted, i).upper && (fitted[i] as number) <= at(wanted, i).score;
      wanted.forEach(({ score, sd }, i) => {
        residuals[i] = silent(i) ? 0 : ((fitted[i] as number) - score) / sd;
      });
      jacobian.fill(0);
      unknowns.forEach(({ mean, sd }, j) => {
        residuals[points + j] = (at(theta, j) - mean) / sd;
        jacobian[(points + j) * p + j] = 1 / sd;
        const h = 1e-4 * sd;
        const shifted = (by: number) => {
          const moved = theta.slice();
          moved[j] = at(theta, j) + by;
          // Most of the law stays as it is, and so do its tables.
          return predict(moved, new Map(base));
        };
        const [above, below] = [shifted(h), shifted(-h)];
        for (let i = 0; i < points; i++)
          jacobian[i * p + j] = silent(i)
            ? 0
            : ((above[i] as number) - (below[i] as number)) / (2 * h * at(wanted, i).sd);
      });
    },
  };
  const found = startsOf(unknowns, mechanismsOf(set).rivals ? 1 : starts, `calibrate/${task.name}/${set}`).map(
    (start) => leastSquares(model, start, { maxIterations, tolerance: 1e-10 }),
  );
  const { theta, ending } = found.reduce((best, other) => (other.cost < best.cost ? other : best));
  const residuals = new Float64Array(model.points);
  const jacobian = new Float64Array(model.points * p);
  model.evaluate(theta, residuals, jacobian);
  const covariance = inverseGram(jacobian, model.points, p);
  const factor = lowerFactor(covariance, p, priors.length);
  return {
    ending,
    parameters: priors.map((prior, j) => ({
      ...prior,
      value: at(theta, j),
      posteriorSd: Math.sqrt(at(covariance, j * p + j)),
    })),
    factor,
    residuals: residualsOf(curves, predict(theta), theta.subarray(priors.length)),
  };
}

/** The priors' means, then draws from the priors at seven tenths of their spread: further out, most laws are far from any curve. */
function startsOf(unknowns: readonly Parameter[], count: number, stream: string): readonly Float64Array[] {
  return Array.from({ length: count }, (_, i) => {
    const rng = createRng(`${stream}/${i}`);
    return Float64Array.from(unknowns, ({ mean, sd }) => (i === 0 ? mean : mean + 0.7 * sd * rng.normal()));
  });
}

function ownLevels(curves: readonly PublishedCurve[]): Parameter[] {
  return curves.flatMap(({ name, ownLevel }) =>
    ownLevel === undefined ? [] : [{ name: `${name} / own level`, mean: 0, sd: ownLevel }],
  );
}

/** The law under the conditions in which a curve was measured. */
export function conditions(law: Law, curve: PublishedCurve, shift: number): Law {
  const warmed = Object.entries(curve.temperatures ?? {}).reduce((l, [stage, t]) => withTemperature(l, t, stage), law);
  if (shift === 0) return warmed;
  return {
    ...warmed,
    stages: warmed.stages.map((stage) => ({
      ...stage,
      models: stage.models.map((model) => ({ ...model, ability: model.ability + shift })),
    })),
  };
}

function residualsOf(curves: readonly PublishedCurve[], fitted: Float64Array, levels: Float64Array): CurveResidual[] {
  let next = 0;
  let nextLevel = 0;
  return curves.map(({ name, points, ownLevel, kind = "value" }) => {
    const compared = points.map(({ allocation, score }) => ({
      allocation: allocationKey(allocation),
      published: score,
      fitted: at(fitted, next++),
    }));
    const squares = compared
      .map((point) => point.fitted - point.published)
      .reduce((sum, error) => sum + (kind === "upper" ? Math.max(0, error) : error) ** 2, 0);
    return {
      curve: name,
      kind,
      rmse: Math.sqrt(squares / points.length),
      ownLevel: ownLevel === undefined ? 0 : at(levels, nextLevel++),
      points: compared,
    };
  });
}

/** (JᵀJ)⁻¹; it exists, since every unknown has a prior. */
function inverseGram(jacobian: Float64Array, rows: number, p: number): Float64Array {
  const gram = new Float64Array(p * p);
  for (let i = 0; i < rows; i++)
    for (let a = 0; a < p; a++) {
      const left = jacobian[i * p + a] as number;
      if (left !== 0)
        for (let b = 0; b < p; b++) gram[a * p + b] = at(gram, a * p + b) + left * (jacobian[i * p + b] as number);
    }
  const lower = requireFactor(cholesky(gram, p));
  const inverse = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    const unit = new Float64Array(p);
    unit[j] = 1;
    solveCholesky(lower, unit).forEach((value, i) => {
      inverse[i * p + j] = value;
    });
  }
  return inverse;
}

/** The factor of the leading block: what the curves' own levels were is of no use to a world. */
function lowerFactor(covariance: Float64Array, p: number, kept: number): number[][] {
  const block = new Float64Array(kept * kept);
  for (let i = 0; i < kept; i++) for (let j = 0; j < kept; j++) block[i * kept + j] = at(covariance, i * p + j);
  const lower = requireFactor(cholesky(block, kept));
  return Array.from({ length: kept }, (_, i) => Array.from(lower.subarray(i * kept, i * kept + i + 1)));
}

function requireFactor(lower: Float64Array | undefined): Float64Array {
  if (lower === undefined) throw new RangeError("calibrate requires a law that is finite near its most probable point");
  return lower;
}

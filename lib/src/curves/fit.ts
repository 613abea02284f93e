import {
  createDescent,
  type LeastSquaresOptions,
  type LeastSquaresResult,
  type Loss,
  type ResidualModel,
} from "../numerics/index.js";
import { type Box, boxOf } from "./box.js";
import { type CurveData, checkData, type Precision } from "./data.js";
import type { CurveFamily } from "./family.js";
import { informationAt } from "./information.js";
import { residualModel } from "./objective.js";
import { mapStarts, spreadStarts } from "./starts.js";

/**
 * How a fit ended. `converged`: an optimum inside the box, with every parameter determined. `at bound`: an optimum with a
 * parameter on a bound (`atBound` names it). `singular`: the data do not determine some parameters (`unidentified` names
 * them), so their values are arbitrary. `stalled`: no optimum was reached.
 */
export type FitEnding = "converged" | "at bound" | "singular" | "stalled";

/** Options of `fit`. */
export interface FitOptions extends Precision {
  /** Replaces a parameter's box: `{ a: [0, 0.9] }`. @default the family's */
  readonly bounds?: Readonly<Record<string, readonly [number, number]>>;
  /** Holds parameters at values; they then do not count as parameters. @default none */
  readonly fixed?: Readonly<Record<string, number>>;
  /** Starts from here alone (all free parameters by name) instead of searching for starts. @default search */
  readonly start?: Readonly<Record<string, number>>;
  /** Descends from this many further starts, spread evenly over the box. @default 0 */
  readonly starts?: number;
  /** @default "linear" */
  readonly loss?: Loss;
  /** The residual at which a robust loss begins to bend, in units of y (of sigma where it is given). @default 1 */
  readonly lossScale?: number;
  /** @default 200 */
  readonly maxIterations?: number;
}

/** A fitted curve and what is known about it. */
export interface Fit {
  readonly family: CurveFamily;
  readonly ending: FitEnding;
  /** By name. Read `ending` first. */
  readonly parameters: Readonly<Record<string, number>>;
  /** The same in the family's order. */
  readonly theta: Float64Array;
  /** Parameters that lie on a bound of the box. */
  readonly atBound: readonly string[];
  /** Parameters that the data do not determine. */
  readonly unidentified: readonly string[];
  /** Parameters that were held. */
  readonly fixed: readonly string[];
  /** Σ (y − f)², weighted where weights or sigma were given (then it is χ²); the deviance for counts. */
  readonly sse: number;
  /** ½ the sum of squares, or the robust cost. */
  readonly cost: number;
  /** Root of the mean squared residual, unweighted, in units of y. */
  readonly rmse: number;
  /** 1 − Σ(y − f)² / Σ(y − ȳ)², unweighted; NaN for constant y. */
  readonly r2: number;
  /** Points less parameters. */
  readonly degreesOfFreedom: number;
  /** With estimated noise, the variance counts as a parameter; with sigma or trials it does not. Infinity where points are too few. */
  readonly aicc: number;
  readonly aic: number;
  readonly bic: number;
  /** Rows in the family's order; NaN for parameters on a bound or held. Null where nothing can be said: singular, stalled, or no degrees of freedom left to estimate noise. */
  readonly covariance: readonly (readonly number[])[] | null;
  /** Roots of the covariance's diagonal, by name; null with it. */
  readonly standardErrors: Readonly<Record<string, number>> | null;
  /** Condition number of the Jacobian of the free parameters, columns scaled to length one. */
  readonly condition: number;
  /** The curve at the data's x. */
  readonly fitted: Float64Array;
  /** How the optimum was searched: descents made, how many came within 0.1 % of the best cost, evaluations in all. */
  readonly search: { readonly starts: number; readonly atBest: number; readonly evaluations: number };
  readonly data: CurveData;
  readonly box: Box;
  readonly options: FitOptions;
}

/** Beyond this the Jacobian's columns cannot be told apart in practice. */
const SINGULAR = 1e7;
/** Relative change of the cost at which the descents from several starts are compared. */
const EXPLORED = 1e-5;
/** Descents this close to the lowest cost, relatively, are counted as having reached it, and are finished where they differ. */
const CLOSE = 1e-3;
const ROBUST_STARTS = 40;
/** Local minima of the start map from which the descent is made. */
const POLISHED = 5;

/**
 * Fits a curve family to points by bounded least squares, or by maximum likelihood for counts, and says how it ended.
 *
 * The search is deterministic: a map over the family's non-linear parameters with the linear ones solved exactly gives the
 * starts; a trust-region descent with exact derivatives finishes them; the best wins. With `start` there is one descent.
 * Costs well under a millisecond for twenty points.
 *
 * @param x samples k (or another positive quantity), length n
 * @param y rates in [0, 1] for families of rates, length n
 * @throws RangeError if there are fewer points or distinct x than free parameters, a number is not finite, a rate looks
 * like a percentage, or an option names no parameter
 * @see Golub and Pereyra 2003 for separable problems; Moré 1978 for the descent
 * @example
 * const k = [1, 2, 4, 8, 16];
 * const fitted = fit(families.power, k, k.map((x) => 0.8 - 0.3 / x));
 * [fitted.ending, Math.round(1e6 * fitted.parameters.a) / 1e6]; // => ["converged", 0.8]
 */
export function fit(family: CurveFamily, x: ArrayLike<number>, y: ArrayLike<number>, options: FitOptions = {}): Fit {
  const { loss = "linear", lossScale = 1, maxIterations = 200, starts: extra = 0 } = options;
  const box = boxOf(family, options);
  const free = family.parameters.length - Object.keys(options.fixed ?? {}).length;
  const data = checkData(family, x, y, options, free);
  if (data.noise.kind === "binomial" && loss !== "linear")
    throw new RangeError(
      `fit requires the linear loss for counts, whose likelihood says how residuals count, got ${loss}`,
    );
  const model = residualModel(family, data);
  const settings: LeastSquaresOptions = { lower: box.lower, upper: box.upper, loss, lossScale, maxIterations };
  const starts =
    options.start === undefined
      ? mapStarts(family, data, box, POLISHED)
      : [startFrom(family, box, options.start, options)];
  // The map ranks by squares; under a robust loss the best basin may be one that squares dislike.
  const spread = extra + (loss === "linear" || options.start !== undefined ? 0 : ROBUST_STARTS);
  if (spread > 0) starts.push(...spreadStarts(family, data, box, spread));
  // Every start goes most of the way; the one that got lowest goes on to the end.
  const explore = createDescent(model, starts.length > 1 ? { ...settings, tolerance: EXPLORED } : settings);
  const ends: LeastSquaresResult[] = [];
  let evaluations = 0;
  for (const start of starts) {
    if (data.noise.kind === "binomial" && !possible(model, start)) continue;
    const end = explore(start);
    evaluations += end.evaluations;
    ends.push(end);
  }
  ends.sort((one, other) => one.cost - other.cost);
  let best = ends[0];
  if (best === undefined)
    throw new RangeError(
      `fit requires a start where ${family.name} gives finite residuals, got none among ${starts.length}`,
    );
  if (starts.length > 1 || best.ending === "limit") {
    // Along a flat valley the usual number of steps may not do.
    const polish = createDescent(model, { ...settings, maxIterations: 20 * maxIterations });
    for (const end of contenders(ends)) {
      const polished = polish(end.theta);
      evaluations += polished.evaluations;
      if (polished.cost < best.cost || end === ends[0]) best = polished;
    }
  }
  const top = best.cost;
  const atBest = ends.filter(({ cost }) => cost <= top * (1 + CLOSE) + 1e-14).length;
  return describe(family, data, model, box, options, best, { starts: ends.length, atBest, evaluations });
}

/** Whether a start is one that the counts do not rule out. */
function possible(model: ResidualModel, start: Float64Array): boolean {
  const residuals = new Float64Array(model.points);
  model.evaluate(start, residuals, new Float64Array(model.points * model.parameters));
  return residuals.every(Number.isFinite);
}

/** Of the ends of the exploration, lowest first, those near the lowest cost that are different places; at most four. */
function contenders(ends: readonly LeastSquaresResult[]): LeastSquaresResult[] {
  const top = (ends[0] as LeastSquaresResult).cost;
  const chosen: LeastSquaresResult[] = [];
  for (const end of ends) {
    if (chosen.length === 4 || end.cost > top * (1 + CLOSE) + 1e-14) break;
    const near = (other: LeastSquaresResult) =>
      end.theta.every((v, j) => Math.abs(v - (other.theta[j] as number)) <= 1e-2 * (Math.abs(v) + 1e-6));
    if (!chosen.some(near)) chosen.push(end);
  }
  return chosen;
}

function describe(
  family: CurveFamily,
  data: CurveData,
  model: ResidualModel,
  box: Box,
  options: FitOptions,
  end: LeastSquaresResult,
  search: Fit["search"],
): Fit {
  const { x, y, noise } = data;
  const p = family.parameters.length;
  const n = x.length;
  const theta = end.theta;
  const fixed = Object.keys(options.fixed ?? {});
  const atBound: string[] = [];
  const free: number[] = [];
  for (let j = 0; j < p; j++) {
    const name = family.parameters[j]?.name as string;
    if (fixed.includes(name)) continue;
    if (end.atBound[j] === 0) free.push(j);
    else atBound.push(name);
  }
  const parameterCount = p - fixed.length;
  const information = informationAt(family, data, model, theta, free);
  const { sse } = information;
  const fitted = new Float64Array(n);
  let mean = 0;
  for (let i = 0; i < n; i++) {
    fitted[i] = family.evaluate(theta, x[i] as number);
    mean += y[i] as number;
  }
  mean /= n;
  let plain = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    plain += ((y[i] as number) - (fitted[i] as number)) ** 2;
    total += ((y[i] as number) - mean) ** 2;
  }
  const blind = information.blind.filter((name) => !fixed.includes(name));
  const singular = information.condition >= SINGULAR || blind.length > 0;
  const ending: FitEnding =
    end.ending !== "converged" ? "stalled" : singular ? "singular" : atBound.length > 0 ? "at bound" : "converged";
  const degreesOfFreedom = n - parameterCount;
  const scale = noise.kind === "estimated" ? sse / degreesOfFreedom : 1;
  const knows = ending !== "stalled" && !singular && Number.isFinite(scale);
  const covariance = knows ? information.inverse.map((row) => row.map((v) => v * scale)) : null;
  return {
    family,
    ending,
    parameters: byName(family, (j) => theta[j] as number),
    theta,
    atBound,
    unidentified: singular ? [...new Set([...information.unidentified, ...blind])] : [],
    fixed,
    sse,
    cost: end.cost,
    rmse: Math.sqrt(plain / n),
    r2: total > 0 ? 1 - plain / total : Number.NaN,
    degreesOfFreedom,
    ...criteria(sse, n, parameterCount, noise.kind === "estimated"),
    covariance,
    standardErrors: covariance && byName(family, (j) => Math.sqrt(covariance[j]?.[j] as number)),
    condition: information.condition,
    fitted,
    search,
    data,
    box,
    options,
  };
}

function byName(family: CurveFamily, value: (j: number) => number): Record<string, number> {
  const record: Record<string, number> = {};
  family.parameters.forEach(({ name }, j) => {
    record[name] = value(j);
  });
  return record;
}

/** AIC, AICc and BIC: from the concentrated Gaussian likelihood, whose variance counts as a parameter, or from χ² or the deviance. */
function criteria(sse: number, n: number, p: number, estimated: boolean): { aic: number; aicc: number; bic: number } {
  const k = estimated ? p + 1 : p;
  const fitTerm = estimated ? n * (Math.log(2 * Math.PI) + Math.log(sse / n) + 1) : sse;
  const correction = n - k - 1 > 0 ? (2 * k * (k + 1)) / (n - k - 1) : Number.POSITIVE_INFINITY;
  const aic = fitTerm + 2 * k;
  // A perfect fit of too few points is not evidence: the missing correction wins over −Infinity.
  return {
    aic,
    aicc: correction === Number.POSITIVE_INFINITY ? correction : aic + correction,
    bic: fitTerm + k * Math.log(n),
  };
}

function startFrom(
  family: CurveFamily,
  box: Box,
  start: Readonly<Record<string, number>>,
  options: FitOptions,
): Float64Array {
  return Float64Array.from(family.parameters, ({ name }, j) => {
    const value = options.fixed?.[name] ?? start[name];
    if (value === undefined)
      throw new RangeError(`fit requires a start for every free parameter of ${family.name}, got none for ${name}`);
    const [low, high] = [box.lower[j] as number, box.upper[j] as number];
    if (!(value >= low && value <= high))
      throw new RangeError(`fit requires a start inside [${low}, ${high}] for ${name} of ${family.name}, got ${value}`);
    return value;
  });
}

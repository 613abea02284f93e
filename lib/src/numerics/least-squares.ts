import { power } from "../core/index.js";
import { choleskyInPlace, solveCholeskyInPlace } from "./cholesky.js";
import { applyLoss, type Loss } from "./loss.js";

/** Residuals as a function of parameters, with exact derivatives. */
export interface ResidualModel {
  readonly points: number;
  readonly parameters: number;
  /** Writes the residuals, and ∂residual[i]/∂theta[j] at `jacobian[i * parameters + j]`. A non-finite residual forbids the place. */
  evaluate(theta: Float64Array, residuals: Float64Array, jacobian: Float64Array): void;
}

/**
 * How a descent ended: `converged`, the gradient vanished (or only pushes against bounds); `stalled`, no step lowered the
 * cost any more although the gradient has not vanished; `limit`, the iterations ran out.
 */
export type DescentEnding = "converged" | "stalled" | "limit";

/** What `leastSquares` found. */
export interface LeastSquaresResult {
  readonly ending: DescentEnding;
  readonly theta: Float64Array;
  /** ½ Σ residual², or the robust cost. */
  readonly cost: number;
  /** The largest cosine between the residual and a Jacobian column that a bound does not block; zero at an optimum. */
  readonly optimality: number;
  readonly iterations: number;
  /** Evaluations of residuals and Jacobian. */
  readonly evaluations: number;
  /** −1, 0 or 1: the parameter sits on its lower bound, on none, on its upper bound. */
  readonly atBound: Int8Array;
}

/** Options of `leastSquares`. */
export interface LeastSquaresOptions {
  /** Lower bounds; −Infinity where there is none. @default all −Infinity */
  readonly lower?: ArrayLike<number>;
  /** Upper bounds. Equal to the lower bound, they hold a parameter fixed. @default all Infinity */
  readonly upper?: ArrayLike<number>;
  /** @default "linear" */
  readonly loss?: Loss;
  /** The residual at which a robust loss begins to bend, in units of the residuals. @default 1 */
  readonly lossScale?: number;
  /** @default 200 */
  readonly maxIterations?: number;
  /** Relative change of cost and of every parameter below which the descent stops. @default 1e-13 */
  readonly tolerance?: number;
}

const OPTIMAL = 1e-9; // a cosine below this stops at once
const GOOD_ENOUGH = 1e-5; // a cosine below this still counts as converged when no step lowers the cost any more

/**
 * Minimises a sum of squared residuals inside a box: Levenberg-Marquardt with the step solved under the bounds.
 *
 * Damping is scaled by the Jacobian's column norms, so that units do not matter; a parameter that reaches a bound lands
 * exactly on it and may leave it again. An iteration costs points × parameters² operations.
 *
 * @param start inside the box
 * @throws RangeError if lengths differ, the start is outside the box, the residuals at the start are not finite,
 * or there are fewer points than free parameters
 * @see Moré 1978; Nielsen 1999 for the damping; Kanzow, Yamashita and Fukushima 2004 for bounds
 * @example
 * const line = { points: 3, parameters: 1, evaluate: (t, r, j) => [1, 2, 3].forEach((x, i) => { r[i] = t[0] * x - 2 * x; j[i] = x; }) };
 * leastSquares(line, [0]).theta; // => Float64Array.of(2)
 */
export function leastSquares(
  model: ResidualModel,
  start: ArrayLike<number>,
  options: LeastSquaresOptions = {},
): LeastSquaresResult {
  return createDescent(model, options)(start);
}

/**
 * `leastSquares` for many starts on one model: checks the options once and uses the same memory for each.
 *
 * @throws RangeError as `leastSquares`
 * @example
 * const line = { points: 2, parameters: 1, evaluate: (t, r, j) => [1, 2].forEach((x, i) => { r[i] = t[0] * x - x; j[i] = x; }) };
 * createDescent(line, { upper: [0.5] })([0]).atBound; // => Int8Array.of(1)
 */
export function createDescent(
  model: ResidualModel,
  options: LeastSquaresOptions = {},
): (start: ArrayLike<number>) => LeastSquaresResult {
  const { loss = "linear", lossScale = 1, maxIterations = 200, tolerance = 1e-13 } = options;
  const { points: n, parameters: p } = model;
  const lower = bounds("lower", options.lower, p, Number.NEGATIVE_INFINITY);
  const upper = bounds("upper", options.upper, p, Number.POSITIVE_INFINITY);
  let movable = 0;
  for (let j = 0; j < p; j++) {
    const [lo, hi] = [lower[j] as number, upper[j] as number];
    if (!(lo <= hi))
      throw new RangeError(`leastSquares requires lower <= upper, got [${lo}, ${hi}] for parameter ${j}`);
    if (lo < hi) movable++;
  }
  if (n < movable)
    throw new RangeError(`leastSquares requires at least as many points as free parameters, got ${n} for ${movable}`);
  if (!(lossScale > 0)) throw new RangeError(`leastSquares requires a positive lossScale, got ${lossScale}`);

  let residuals = new Float64Array(n);
  let jacobian = new Float64Array(n * p);
  let trialResiduals = new Float64Array(n);
  let trialJacobian = new Float64Array(n * p);
  const gram = new Float64Array(p * p);
  const gradient = new Float64Array(p);
  const norms = new Float64Array(p);
  const scale = new Float64Array(p);
  const step = new Float64Array(p);
  const trial = new Float64Array(p);
  const bounded = createBoundedStep(p);

  const measure = (at: Float64Array, r: Float64Array, j: Float64Array): number => {
    model.evaluate(at, r, j);
    if (loss !== "linear") return applyLoss(loss, lossScale, r, j, p);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (r[i] as number) * (r[i] as number);
    return sum / 2;
  };

  /** Gram matrix, gradient and column norms of the current place. */
  const linearise = (): void => {
    gram.fill(0);
    gradient.fill(0);
    for (let i = 0, row = 0; i < n; i++, row += p) {
      const r = residuals[i] as number;
      for (let j = 0; j < p; j++) {
        const d = jacobian[row + j] as number;
        gradient[j] = (gradient[j] as number) + d * r;
        for (let k = 0; k <= j; k++) gram[j * p + k] = (gram[j * p + k] as number) + d * (jacobian[row + k] as number);
      }
    }
    for (let j = 0; j < p; j++) {
      norms[j] = Math.sqrt(gram[j * p + j] as number);
      scale[j] = Math.max(scale[j] as number, gram[j * p + j] as number);
    }
  };

  /** The largest cosine between the residual and a column that may still move; tiny residuals are optimal in themselves. */
  const optimalityAt = (theta: Float64Array, cost: number): number => {
    let size = 0;
    for (let j = 0; j < p; j++) size += (norms[j] as number) * Math.abs(theta[j] as number);
    const length = Math.sqrt(2 * cost);
    if (length <= 1e-13 * size) return 0;
    let worst = 0;
    for (let j = 0; j < p; j++) {
      const g = gradient[j] as number;
      if ((g > 0 && theta[j] === lower[j]) || (g < 0 && theta[j] === upper[j]) || g === 0) continue;
      // A column so short that even a change of the parameter by its own size leaves the cost alone has no say.
      if ((norms[j] as number) * (Math.abs(theta[j] as number) || 1) <= 1e-10 * length) continue;
      worst = Math.max(worst, Math.abs(g) / ((norms[j] as number) * length));
    }
    return worst;
  };

  return (start) => {
    if (start.length !== p) throw new RangeError(`leastSquares requires a start of ${p} numbers, got ${start.length}`);
    const theta = Float64Array.from(start);
    for (let j = 0; j < p; j++) {
      const value = theta[j] as number;
      if (!(value >= (lower[j] as number) && value <= (upper[j] as number)))
        throw new RangeError(
          `leastSquares requires a start inside [${lower[j]}, ${upper[j]}] for parameter ${j}, got ${value}`,
        );
    }
    let cost = measure(theta, residuals, jacobian);
    if (!Number.isFinite(cost))
      throw new RangeError(`leastSquares requires finite residuals at the start, got cost ${cost}`);
    let evaluations = 1;
    let iterations = 0;
    let damping = 1e-3;
    let growth = 2;
    let ending: DescentEnding = "limit";
    let optimality = Number.POSITIVE_INFINITY;
    scale.fill(0);
    descent: while (iterations < maxIterations) {
      linearise();
      optimality = optimalityAt(theta, cost);
      if (optimality <= OPTIMAL) {
        ending = "converged";
        break;
      }
      iterations++;
      for (;;) {
        const predicted = bounded(gram, gradient, scale, damping, theta, lower, upper, step);
        // Not solvable, or the clipped step climbs: more damping turns it towards the projected gradient, which descends.
        if (!(predicted > 0) && damping < 1e30) {
          damping *= 16;
          continue;
        }
        let largest = 0;
        for (let j = 0; j < p; j++) {
          const to = (theta[j] as number) + (step[j] as number);
          trial[j] = Math.min(Math.max(to, lower[j] as number), upper[j] as number);
          const size = Math.abs(theta[j] as number) + Math.sqrt(2 * cost) / ((norms[j] as number) || 1);
          largest = Math.max(largest, Math.abs((trial[j] as number) - (theta[j] as number)) / (size || 1));
        }
        if (!(predicted > 0) || largest <= tolerance) {
          ending = optimality <= GOOD_ENOUGH ? "converged" : "stalled";
          break descent;
        }
        const trialCost = measure(trial, trialResiduals, trialJacobian);
        evaluations++;
        const gain = (cost - trialCost) / predicted;
        if (gain > 1e-4) {
          const small = cost - trialCost <= tolerance * cost && predicted <= tolerance * cost;
          theta.set(trial);
          [residuals, trialResiduals] = [trialResiduals, residuals];
          [jacobian, trialJacobian] = [trialJacobian, jacobian];
          cost = trialCost;
          damping *= Math.max(1 / 9, 1 - power(2 * gain - 1, 3));
          growth = 2;
          if (small) {
            linearise();
            optimality = optimalityAt(theta, cost);
            ending = optimality <= GOOD_ENOUGH ? "converged" : "stalled";
            break descent;
          }
          break;
        }
        damping *= growth;
        growth *= 2;
      }
    }
    const atBound = new Int8Array(p);
    for (let j = 0; j < p; j++)
      if (theta[j] === lower[j]) atBound[j] = -1;
      else if (theta[j] === upper[j]) atBound[j] = 1;
    return { ending, theta, cost, optimality, iterations, evaluations, atBound };
  };
}

function bounds(name: string, given: ArrayLike<number> | undefined, p: number, none: number): Float64Array {
  if (given === undefined) return new Float64Array(p).fill(none);
  if (given.length !== p) throw new RangeError(`leastSquares requires ${p} ${name} bounds, got ${given.length}`);
  return Float64Array.from(given);
}

type BoundedStep = (
  gram: Float64Array,
  gradient: Float64Array,
  scale: Float64Array,
  damping: number,
  theta: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  step: Float64Array,
) => number;

/**
 * The damped Gauss-Newton step under bounds: solves for the free parameters, fixes those that would leave the box at their
 * bound, and solves again for the rest. Returns the reduction of cost that the quadratic model promises, or NaN where more
 * damping is needed to solve at all.
 */
function createBoundedStep(p: number): BoundedStep {
  const free = new Int32Array(p);
  const held = new Uint8Array(p);
  const matrix = new Float64Array(p * p);
  const right = new Float64Array(p);
  return (gram, gradient, scale, damping, theta, lower, upper, step) => {
    const g = (j: number, k: number) => (j >= k ? gram[j * p + k] : gram[k * p + j]) as number;
    step.fill(0);
    for (let j = 0; j < p; j++) {
      const slope = gradient[j] as number;
      const blocked = (slope >= 0 && theta[j] === lower[j]) || (slope <= 0 && theta[j] === upper[j]);
      held[j] = blocked || scale[j] === 0 ? 1 : 0;
    }
    for (;;) {
      let m = 0;
      for (let j = 0; j < p; j++) if (held[j] === 0) free[m++] = j;
      if (m === 0) break;
      for (let a = 0; a < m; a++) {
        const j = free[a] as number;
        let sum = -(gradient[j] as number);
        for (let k = 0; k < p; k++) if (held[k] === 1 && step[k] !== 0) sum -= g(j, k) * (step[k] as number);
        right[a] = sum;
        for (let b = 0; b <= a; b++) matrix[a * m + b] = g(j, free[b] as number);
        matrix[a * m + a] = (matrix[a * m + a] as number) + damping * (scale[j] as number);
      }
      if (!choleskyInPlace(matrix, m)) return Number.NaN;
      solveCholeskyInPlace(matrix, m, right);
      let left = false;
      for (let a = 0; a < m; a++) {
        const j = free[a] as number;
        const to = (theta[j] as number) + (right[a] as number);
        if (to < (lower[j] as number) || to > (upper[j] as number)) {
          step[j] = (to < (lower[j] as number) ? (lower[j] as number) : (upper[j] as number)) - (theta[j] as number);
          held[j] = 1;
          left = true;
        }
      }
      if (!left) {
        for (let a = 0; a < m; a++) step[free[a] as number] = right[a] as number;
        break;
      }
    }
    let promised = 0;
    for (let j = 0; j < p; j++) {
      let curved = 0;
      for (let k = 0; k < p; k++) curved += g(j, k) * (step[k] as number);
      promised -= (step[j] as number) * ((gradient[j] as number) + curved / 2);
    }
    return promised;
  };
}

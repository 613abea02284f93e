/** Where a search on a line ended. */
export interface LineResult {
  readonly x: number;
  /** The function's value there. */
  readonly value: number;
  readonly evaluations: number;
  /** False where the evaluation limit came before the tolerance. */
  readonly converged: boolean;
}

const GOLDEN = (3 - Math.sqrt(5)) / 2;

/**
 * A local minimum of a continuous function inside an interval, by Brent's mix of golden section and parabolas.
 *
 * @param from, to the interval; the minimum reported is inside it, the ends themselves are not evaluated
 * @throws RangeError if the interval is empty
 * @see Brent 1973, Algorithms for Minimization without Derivatives, chapter 5
 * @example
 * Math.abs(brentMinimum((x) => (x - 2) ** 2, 0, 5).x - 2) < 1e-8; // => true
 */
export function brentMinimum(
  f: (x: number) => number,
  from: number,
  to: number,
  options: { readonly tolerance?: number; readonly maxEvaluations?: number } = {},
): LineResult {
  const { tolerance = 1e-9, maxEvaluations = 200 } = options;
  if (!(from < to)) throw new RangeError(`brentMinimum requires an interval, got [${from}, ${to}]`);
  let a = from;
  let b = to;
  let x = a + GOLDEN * (b - a);
  let fx = f(x);
  let [w, fw, v, fv] = [x, fx, x, fx];
  let step = 0;
  let before = 0;
  let evaluations = 1;
  while (evaluations < maxEvaluations) {
    const middle = (a + b) / 2;
    const near = tolerance * Math.abs(x) + 1e-14 * (to - from);
    if (Math.abs(x - middle) <= 2 * near - (b - a) / 2) return { x, value: fx, evaluations, converged: true };
    const parabola = parabolicStep(x, fx, w, fw, v, fv);
    const usable =
      Math.abs(before) > near &&
      Math.abs(parabola) < Math.abs(before) / 2 &&
      parabola > a - x + 2 * near &&
      parabola < b - x - 2 * near;
    before = usable ? step : x < middle ? b - x : a - x;
    step = usable ? parabola : GOLDEN * before;
    const u = x + (Math.abs(step) >= near ? step : Math.sign(step) * near);
    const fu = f(u);
    evaluations++;
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return { x, value: fx, evaluations, converged: false };
}

/** The step from x to the vertex of the parabola through three points; NaN where they lie on a line. */
function parabolicStep(x: number, fx: number, w: number, fw: number, v: number, fv: number): number {
  const r = (x - w) * (fx - fv);
  const q = (x - v) * (fx - fw);
  const denominator = 2 * (q - r);
  return -((x - v) * q - (x - w) * r) / denominator;
}

/**
 * A root of a continuous function between two points where its signs differ, by Brent's method.
 *
 * @throws RangeError if the signs at the ends are equal or an end is not finite: there is no root to bracket
 * @see Brent 1973, Algorithms for Minimization without Derivatives, chapter 4
 * @example
 * Math.abs(brentRoot((x) => x * x - 2, 0, 2).x - Math.SQRT2) < 1e-12; // => true
 */
export function brentRoot(
  f: (x: number) => number,
  from: number,
  to: number,
  options: { readonly tolerance?: number; readonly maxEvaluations?: number } = {},
): LineResult {
  const { tolerance = 1e-13, maxEvaluations = 200 } = options;
  let [a, fa, b, fb] = [from, f(from), to, f(to)];
  let evaluations = 2;
  if (!(fa * fb <= 0))
    throw new RangeError(`brentRoot requires a change of sign, got ${fa} at ${from} and ${fb} at ${to}`);
  let [c, fc] = [a, fa];
  let step = b - a;
  let before = step;
  while (evaluations < maxEvaluations) {
    if (Math.abs(fc) < Math.abs(fb)) [a, fa, b, fb, c, fc] = [b, fb, c, fc, b, fb];
    const near = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2;
    const half = (c - b) / 2;
    if (Math.abs(half) <= near || fb === 0) return { x: b, value: fb, evaluations, converged: true };
    const trial = interpolated(a, fa, b, fb, c, fc, half);
    const usable =
      Math.abs(before) >= near &&
      Math.abs(fa) > Math.abs(fb) &&
      trial * Math.sign(half) > 0 &&
      Math.abs(trial) < Math.min(1.5 * Math.abs(half) - Math.abs(near) / 2, Math.abs(before) / 2);
    before = usable ? step : half;
    step = usable ? trial : half;
    [a, fa] = [b, fb];
    b += Math.abs(step) > near ? step : Math.sign(half) * near;
    fb = f(b);
    evaluations++;
    if (fb > 0 === fc > 0) {
      [c, fc] = [a, fa];
      step = b - a;
      before = step;
    }
  }
  return { x: b, value: fb, evaluations, converged: false };
}

/** Secant step where two of the points coincide, inverse quadratic step otherwise. */
function interpolated(a: number, fa: number, b: number, fb: number, c: number, fc: number, half: number): number {
  const s = fb / fa;
  if (a === c) return (-2 * half * s) / (1 - s);
  const q = fa / fc;
  const r = fb / fc;
  const p = s * (2 * half * q * (q - r) - (b - a) * (r - 1));
  return -p / ((q - 1) * (r - 1) * (s - 1));
}

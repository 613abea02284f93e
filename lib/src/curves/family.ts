/** A parameter of a curve family: what it means, in which unit, and where it may lie. */
export interface Parameter {
  readonly name: string;
  readonly meaning: string;
  readonly unit: string;
  /** The box that `fit` searches unless `bounds` says otherwise; −Infinity and Infinity where there is none. */
  readonly lower: number;
  readonly upper: number;
  /** The curve is an affine function of this parameter when the others are held. */
  readonly linear: boolean;
}

/** The distinct abscissae of a data set, rising. */
export type Abscissae = Float64Array;

/** A family of curves y = f(x; θ) as data: formula, parameters, exact derivatives, and where a search should begin. */
export interface CurveFamily {
  readonly name: string;
  readonly title: string;
  /** In plain text, with the parameters by their names. */
  readonly formula: string;
  readonly parameters: readonly Parameter[];
  /** What x may be: `positive` where the formula takes its logarithm. */
  readonly x: "positive" | "nonnegative";
  /** `rate`: the curve models a share in [0, 1] and its box says so; `any`: no such claim. */
  readonly y: "rate" | "any";
  /** The curve's value. */
  evaluate(theta: ArrayLike<number>, x: number): number;
  /** Writes ∂f/∂θ into `out`, in the order of `parameters`. */
  gradient(theta: ArrayLike<number>, x: number, out: Float64Array): void;
  /** Value and gradient at once, with ln x at hand and the gradient written from `offset` on: what a fit spends its time in. */
  readonly curve: Curve;
  /** Places to start from: values of the parameters that are not linear, as rows and columns of a map. */
  grid(x: Abscissae): readonly (readonly (readonly number[])[])[];
  /** Further starts that the data suggest, as full parameter vectors. */
  guess?(x: ArrayLike<number>, y: ArrayLike<number>): readonly (readonly number[])[];
  /** The limit for x → ∞, where there is one. */
  asymptote?(theta: ArrayLike<number>): number;
  /** The x of the highest point, where the curve rises and then falls; `undefined` where this one does not. */
  peak?(theta: ArrayLike<number>): number | undefined;
}

/** See `CurveFamily.curve`. `logX` is −Infinity at x = 0. */
export type Curve = (
  theta: ArrayLike<number>,
  x: number,
  logX: number,
  gradient: Float64Array,
  offset: number,
) => number;

/** What a family must say; the rest follows. */
export type FamilyDefinition = Omit<CurveFamily, "evaluate" | "gradient">;

/**
 * Completes a family: `evaluate` and `gradient` follow from its `curve`.
 *
 * @throws RangeError if it has no parameters, two of one name, or a box turned inside out
 * @example
 * families.power.evaluate([0.8, 0.3, 1], 3); // => 0.7
 */
export function defineFamily(definition: FamilyDefinition): CurveFamily {
  const { name, parameters, curve } = definition;
  if (parameters.length === 0)
    throw new RangeError(`defineFamily requires at least one parameter for ${name}, got none`);
  if (new Set(parameters.map((p) => p.name)).size < parameters.length)
    throw new RangeError(`defineFamily requires distinct parameter names for ${name}`);
  for (const p of parameters)
    if (!(p.lower < p.upper))
      throw new RangeError(`defineFamily requires lower < upper for ${name}.${p.name}, got [${p.lower}, ${p.upper}]`);
  const scratch = new Float64Array(parameters.length);
  return {
    ...definition,
    evaluate: (theta, x) => curve(theta, x, Math.log(x), scratch, 0),
    gradient: (theta, x, out) => {
      curve(theta, x, Math.log(x), out, 0);
    },
  };
}

/** `count` numbers from `from` to `to`, each the same multiple of the one before. */
export function logspace(from: number, to: number, count: number): number[] {
  const ratio = Math.log(to / from) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? to : from * Math.exp(ratio * i)));
}

/** The smallest positive and the largest abscissa. */
export function span(x: Abscissae): { low: number; high: number } {
  const high = x[x.length - 1] ?? 1;
  const low = x.find((value) => value > 0) ?? 1;
  return { low, high: Math.max(high, low) };
}

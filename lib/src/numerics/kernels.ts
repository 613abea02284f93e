/**
 * A covariance function: how alike a Gaussian process believes its values at two points to be, in squared units of the value.
 * Points are of any type that the function understands: vectors here, an allocation or an index into a table of your own.
 * Symmetric and positive semidefinite, or `gaussianProcess` will refuse what it gives.
 */
export type Kernel<Point = ArrayLike<number>> = (a: Point, b: Point) => number;

/** What the stationary kernels share. */
export interface StationaryKernelOptions {
  /** Distance over which values stop being alike: one for all coordinates, or one for each. @default 1 */
  readonly lengthScale?: number | readonly number[];
  /** Variance of the values themselves, before any observation. @default 1 */
  readonly variance?: number;
}

const SQRT5 = Math.sqrt(5);

/**
 * The Matérn kernel with smoothness 5/2 on vectors: twice differentiable curves, neither as rough as Brownian motion nor as stiff as
 * the squared exponential, the usual choice of Bayesian optimisation.
 *
 * σ²(1 + u + u²/3)e⁻ᵘ with u = √5·|(a − b)/ℓ|.
 *
 * @throws RangeError if a length scale or the variance is not above zero, and later if two vectors differ in length
 * @see Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, eq. 4.17
 * @example
 * matern52({ lengthScale: 2, variance: 3 })([0, 0], [0, 0]); // => 3
 */
export function matern52(options: StationaryKernelOptions = {}): Kernel {
  const { variance, squaredDistance } = stationary("matern52", options);
  return (a, b) => {
    const u = SQRT5 * Math.sqrt(squaredDistance(a, b));
    return variance * (1 + u + (u * u) / 3) * Math.exp(-u);
  };
}

/**
 * The squared exponential (RBF, Gaussian) kernel on vectors, σ²·exp(−|(a − b)/ℓ|²/2): infinitely smooth curves.
 *
 * @throws RangeError if a length scale or the variance is not above zero, and later if two vectors differ in length
 * @see Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, eq. 4.9
 * @example
 * squaredExponential({ lengthScale: 2 })([0], [2]); // => Math.exp(-0.5)
 */
export function squaredExponential(options: StationaryKernelOptions = {}): Kernel {
  const { variance, squaredDistance } = stationary("squaredExponential", options);
  return (a, b) => variance * Math.exp(-squaredDistance(a, b) / 2);
}

/**
 * The kernel of a sum of independent processes: the kernels added.
 *
 * @throws RangeError if none is given
 * @example
 * sumKernel(squaredExponential(), squaredExponential({ variance: 2 }))([1], [1]); // => 3
 */
export function sumKernel<Point>(...kernels: readonly Kernel<Point>[]): Kernel<Point> {
  if (kernels.length === 0) throw new RangeError("sumKernel requires at least one kernel");
  return (a, b) => {
    let sum = 0;
    for (const kernel of kernels) sum += kernel(a, b);
    return sum;
  };
}

/**
 * The product of kernels: alike only where every factor finds the points alike. Of kernels on different coordinates, an interaction.
 *
 * @throws RangeError if none is given
 * @example
 * productKernel(squaredExponential({ variance: 3 }), squaredExponential({ variance: 2 }))([1], [1]); // => 6
 */
export function productKernel<Point>(...kernels: readonly Kernel<Point>[]): Kernel<Point> {
  if (kernels.length === 0) throw new RangeError("productKernel requires at least one kernel");
  return (a, b) => {
    let product = 1;
    for (const kernel of kernels) product *= kernel(a, b);
    return product;
  };
}

/**
 * A kernel seen through a part of the point: the one step from kernels on vectors to kernels on records, and to additive models.
 *
 * @param part what of a point the kernel shall see
 * @example
 * const onSamples = kernelOn((p: { model: string; k: number }) => [Math.log(p.k)], matern52());
 * const sameModel = (a: { model: string }, b: { model: string }) => (a.model === b.model ? 1 : 0);
 * productKernel(onSamples, sameModel)({ model: "8B", k: 4 }, { model: "70B", k: 4 }); // => 0
 */
export function kernelOn<Point, Part>(part: (point: Point) => Part, kernel: Kernel<Part>): Kernel<Point> {
  return (a, b) => kernel(part(a), part(b));
}

function stationary(
  name: string,
  options: StationaryKernelOptions,
): { readonly variance: number; readonly squaredDistance: (a: ArrayLike<number>, b: ArrayLike<number>) => number } {
  const { lengthScale = 1, variance = 1 } = options;
  const scales = typeof lengthScale === "number" ? [lengthScale] : lengthScale;
  if (scales.length === 0 || !scales.every((scale) => scale > 0 && Number.isFinite(scale)))
    throw new RangeError(`${name} requires length scales above zero, got [${scales.join(", ")}]`);
  if (!(variance > 0 && Number.isFinite(variance)))
    throw new RangeError(`${name} requires a variance above zero, got ${variance}`);
  const each = typeof lengthScale === "number" ? undefined : lengthScale;
  const weights = Float64Array.from(scales, (scale) => 1 / (scale * scale));
  const squaredDistance = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    const n = a.length;
    if (b.length !== n || (each !== undefined && each.length !== n))
      throw new RangeError(
        `${name} requires vectors of one length${each === undefined ? "" : `, ${each.length} as its length scales`}, got ${n} and ${b.length}`,
      );
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const difference = (a[i] as number) - (b[i] as number);
      sum += difference * difference * (weights[each === undefined ? 0 : i] as number);
    }
    return sum;
  };
  return { variance, squaredDistance };
}

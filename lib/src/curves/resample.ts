import type { Rng } from "../core/index.js";
import { binomialDraw } from "../stats/index.js";
import { type Fit, fit } from "./fit.js";
import type { Target } from "./profile.js";

/** Percentile intervals from refits to simulated data. */
export interface FitBootstrap {
  /** By name: each free parameter, then each target. */
  readonly intervals: Readonly<
    Record<
      string,
      { readonly estimate: number; readonly low: number; readonly high: number; readonly standardError: number }
    >
  >;
  readonly level: number;
  readonly resamples: number;
  /** Refits that stalled; they are left out. */
  readonly stalled: number;
  /** Refits, not stalled, in which a target had no value; it is left out of that target. */
  readonly missing: Readonly<Record<string, number>>;
}

/**
 * Bootstrap intervals of parameters and derived quantities: data are drawn from the fitted curve (binomial with trials, normal
 * otherwise, of the given or the estimated size), refitted from the estimate, and the percentiles taken.
 *
 * @param options.targets further numbers by name, as functions of the parameters
 * @throws RangeError if the fit stalled, noise must be estimated without degrees of freedom, or `resamples` is below 20
 * @see Efron and Tibshirani 1993, An Introduction to the Bootstrap, section 6.5
 * @example
 * const k = [1, 2, 4, 8, 16];
 * const boot = bootstrapFit(fit(families.loglin, k, [0.5, 0.61, 0.69, 0.82, 0.9]), createRng("fit"), { resamples: 200 });
 * boot.intervals.b.low < boot.intervals.b.estimate; // => true
 */
export function bootstrapFit(
  fitted: Fit,
  rng: Rng,
  options: {
    readonly level?: number;
    readonly resamples?: number;
    readonly targets?: Readonly<Record<string, Target>>;
  } = {},
): FitBootstrap {
  const { level = 0.95, resamples = 1000, targets = {} } = options;
  if (!(level > 0 && level < 1)) throw new RangeError(`bootstrapFit requires a level in (0, 1), got ${level}`);
  if (!Number.isInteger(resamples) || resamples < 20)
    throw new RangeError(`bootstrapFit requires at least 20 resamples, got ${resamples}`);
  if (fitted.ending === "stalled")
    throw new RangeError("bootstrapFit requires a fit that reached an optimum, got one that stalled");
  const draw = simulator(fitted, rng);
  const { family, data } = fitted;
  const names = family.parameters.map((p) => p.name).filter((name) => !fitted.fixed.includes(name));
  const all: Record<string, Target> = {
    ...Object.fromEntries(
      names.map((name) => [
        name,
        (theta: Float64Array) => theta[family.parameters.findIndex((p) => p.name === name)] as number,
      ]),
    ),
    ...targets,
  };
  const values: Record<string, number[]> = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  let stalled = 0;
  for (let r = 0; r < resamples; r++) {
    const again = fit(family, data.x, draw(), { ...fitted.options, start: fitted.parameters });
    if (again.ending === "stalled") {
      stalled++;
      continue;
    }
    for (const [name, target] of Object.entries(all)) {
      const value = target(again.theta);
      if (Number.isFinite(value)) values[name]?.push(value);
    }
  }
  const kept = resamples - stalled;
  const intervals = Object.entries(values).map(([name, list]) => {
    const sorted = Float64Array.from(list).sort();
    const at = (p: number) => sorted[Math.round(p * (sorted.length - 1))] ?? Number.NaN;
    const mean = list.reduce((s, v) => s + v, 0) / list.length;
    const standardError = Math.sqrt(list.reduce((s, v) => s + (v - mean) ** 2, 0) / (list.length - 1));
    return [
      name,
      {
        estimate: all[name]?.(fitted.theta) ?? Number.NaN,
        low: at((1 - level) / 2),
        high: at((1 + level) / 2),
        standardError,
      },
    ];
  });
  return {
    intervals: Object.fromEntries(intervals),
    level,
    resamples,
    stalled,
    missing: Object.fromEntries(Object.entries(values).map(([name, list]) => [name, kept - list.length])),
  };
}

function simulator({ data, fitted, sse, degreesOfFreedom }: Fit, rng: Rng): () => Float64Array {
  const { noise } = data;
  if (noise.kind === "binomial") {
    const draws = Array.from(fitted, (p, i) => binomialDraw(noise.trials[i] as number, Math.min(1, Math.max(0, p))));
    return () => Float64Array.from(draws, (draw, i) => draw(rng) / (noise.trials[i] as number));
  }
  if (noise.kind === "known") return () => fitted.map((f, i) => f + (noise.sigma[i] as number) * rng.normal());
  if (degreesOfFreedom < 1) throw new RangeError("bootstrapFit requires more points than parameters to estimate noise");
  const scale = Math.sqrt(sse / degreesOfFreedom);
  return () => fitted.map((f, i) => f + (scale / Math.sqrt(noise.weights?.[i] ?? 1)) * rng.normal());
}

import type { Rng } from "../core/index.js";
import { adjustPValues } from "../stats/index.js";
import { requireReach, resamplesFor } from "./resamples.js";
import { fallTest, type ShapeTestOptions } from "./shape-test.js";

/** One curve of a collection. */
export interface NamedCurve {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Questions behind each rate of this curve, where known. */
  readonly trials?: number | ArrayLike<number> | undefined;
}

/** How many curves of a collection really fall. */
export interface FallCount {
  readonly curves: number;
  /** Curves whose fall survives Holm's correction: with chance 1 − alpha, none of these is false. */
  readonly surviving: number;
  /** Curves whose own p is at most alpha, before correction; alpha of the curves would do so by chance. */
  readonly nominal: number;
  readonly byCurve: readonly {
    readonly name: string;
    readonly p: number;
    /** Holm's adjusted p. */
    readonly adjusted: number;
  }[];
}

/**
 * Counts the curves whose fall survives Holm's correction, from the p of each one's `fallTest`.
 *
 * @throws RangeError if there are no curves, alpha is outside (0, 1), or a p is not in [0, 1]
 * @see Holm 1979, Scand. J. Stat. 6, 65
 * @example
 * fallCount([{ name: "a", p: 0.01 }, { name: "b", p: 0.04 }, { name: "c", p: 0.6 }]).surviving; // => 1
 */
export function fallCount(
  tested: readonly { readonly name: string; readonly p: number }[],
  options: { readonly alpha?: number } = {},
): FallCount {
  const { alpha = 0.05 } = options;
  if (tested.length === 0) throw new RangeError("fallCount requires at least one curve, got none");
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`fallCount requires alpha in (0, 1), got ${alpha}`);
  const adjusted = adjustPValues(
    tested.map(({ p }) => p),
    "holm",
  );
  return {
    curves: tested.length,
    surviving: adjusted.filter((p) => p <= alpha).length,
    nominal: tested.filter(({ p }) => p <= alpha).length,
    byCurve: tested.map(({ name, p }, i) => ({ name, p, adjusted: adjusted[i] as number })),
  };
}

/**
 * Counts the curves of a collection whose fall after the peak survives noise and multiplicity.
 *
 * @param options.resamples by default `resamplesFor(curves.length, alpha).enough`
 * @throws RangeError as `fallTest`, if the collection is empty, or if `resamples` is so few that no fall could survive
 * @example
 * const x = [1, 2, 4, 8, 16];
 * countFalls([{ name: "a", x, y: [0.2, 0.8, 0.7, 0.4, 0.1] }, { name: "b", x, y: [0.2, 0.3, 0.4, 0.5, 0.6] }], createRng("count"), { trials: 90 }).surviving; // => 1
 */
export function countFalls(
  curves: readonly NamedCurve[],
  rng: Rng,
  options: ShapeTestOptions & { readonly alpha?: number } = {},
): FallCount {
  const { alpha = 0.05 } = options;
  if (curves.length === 0) throw new RangeError("countFalls requires at least one curve, got none");
  const { resamples = resamplesFor(curves.length, alpha).enough } = options;
  requireReach("countFalls", resamples, alpha, curves.length);
  const tested = curves.map(({ name, x, y, trials }) => {
    const own = { ...options, resamples, ...(trials === undefined ? {} : { trials }) };
    return { name, p: fallTest(x, y, rng.fork(name), own).p };
  });
  return fallCount(tested, { alpha });
}

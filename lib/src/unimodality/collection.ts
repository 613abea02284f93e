import type { Rng } from "../core/index.js";
import { adjustPValues } from "../stats/index.js";
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
 * Counts the curves of a collection whose fall after the peak survives noise and multiplicity.
 *
 * @throws RangeError as `fallTest`, or if the collection is empty
 * @see Holm 1979, Scand. J. Stat. 6, 65
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
  const ps = curves.map(
    ({ name, x, y, trials }) =>
      fallTest(x, y, rng.fork(name), trials === undefined ? options : { ...options, trials }).p,
  );
  const adjusted = Array.from(adjustPValues(ps, "holm"));
  return {
    curves: curves.length,
    surviving: adjusted.filter((p) => p <= alpha).length,
    nominal: ps.filter((p) => p <= alpha).length,
    byCurve: curves.map(({ name }, i) => ({ name, p: ps[i] as number, adjusted: adjusted[i] as number })),
  };
}

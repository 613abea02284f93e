/** Resamples for one curve, and the room that they leave between Holm's correction of the smallest p and the level. */
const USUAL = 999;
const ROOM = 4;

/**
 * Simulated curves per test with which falls among so many curves can be told. No p is below 1 / (resamples + 1), and Holm's
 * correction multiplies the smallest by the number of curves.
 *
 * @returns `least`: with fewer no fall can reach the level; `enough`: 999, or four times curves / alpha where that is more
 * @throws RangeError if `curves` is no positive integer or alpha is outside (0, 1)
 * @example
 * resamplesFor(51, 0.05); // => { least: 1019, enough: 4080 }
 * @example
 * resamplesFor(1, 0.05); // => { least: 19, enough: 999 }
 */
export function resamplesFor(curves: number, alpha: number): { readonly least: number; readonly enough: number } {
  if (!Number.isSafeInteger(curves) || curves < 1)
    throw new RangeError(`resamplesFor requires a positive number of curves, got ${curves}`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`resamplesFor requires alpha in (0, 1), got ${alpha}`);
  // 7 / 0.07 is a hair above 100.
  const up = (value: number) => Math.ceil(value * (1 - 1e-12));
  return { least: Math.max(1, up(curves / alpha) - 1), enough: Math.max(USUAL, up((ROOM * curves) / alpha)) };
}

/** Refuses resamples with which no test could reject: what cannot be found is no finding. */
export function requireReach(name: string, resamples: number, alpha: number, curves: number): void {
  if (!Number.isSafeInteger(resamples) || resamples < 1)
    throw new RangeError(`${name} requires a positive number of resamples, got ${resamples}`);
  const { least } = resamplesFor(curves, alpha);
  if (resamples >= least) return;
  const among = curves === 1 ? "" : ` among ${curves} curves`;
  throw new RangeError(
    `${name} requires at least ${least} resamples to find a fall${among} at level ${alpha}, got ${resamples}`,
  );
}

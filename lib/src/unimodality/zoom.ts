import { goldenSectionSteps } from "../numerics/index.js";

/** A noisy measurement. */
export interface Measurement {
  readonly value: number;
  /** Zero where the value is exact. */
  readonly standardError: number;
}

/** What bracket-and-zoom found, and what it cost. */
export interface ZoomResult {
  /** The best k measured. */
  readonly at: number;
  readonly value: number;
  /** The k that still could be the best when the search ended. */
  readonly bracket: readonly [number, number];
  readonly evaluations: number;
  /** ⌈log_φ(range)⌉ + 2: what the review discussion's logarithmic argument promises without noise. */
  readonly bound: number;
  /** `resolved`: the bracket shrank to a point. `noise`: the next comparison was within noise, so the search stopped there. */
  readonly ending: "resolved" | "noise";
}

/**
 * Bracket-and-zoom for the best k of a unimodal curve: golden section on integers that stops where noise would decide.
 *
 * Every comparison is of two measurements; when their difference is below `z` combined standard errors, going on would throw
 * away half of the bracket on a coin flip, so the search ends and reports the bracket. With exact values it always resolves.
 *
 * @param measure the value at k with its standard error; called once per k
 * @throws RangeError as `goldenSection`, or if `z` is negative
 * @see Kiefer 1953; the AgentTTS review discussion, "budget localization"
 * @example
 * zoom((k) => ({ value: -Math.abs(k - 30), standardError: 0 }), 1, 100).at; // => 30
 */
export function zoom(
  measure: (k: number) => Measurement,
  from: number,
  to: number,
  options: { readonly z?: number } = {},
): ZoomResult {
  const { z = 1 } = options;
  if (!(z >= 0)) throw new RangeError(`zoom requires z of at least zero, got ${z}`);
  const steps = goldenSectionSteps(from, to);
  const seen = new Map<number, Measurement>();
  const best = () => [...seen].reduce((a, b) => (b[1].value > a[1].value ? b : a));
  const bound = Math.ceil(Math.log(to - from + 1) / Math.log((1 + Math.sqrt(5)) / 2)) + 2;
  let next = steps.next();
  while (!next.done) {
    const k = next.value;
    const measured = measure(k);
    seen.set(k, measured);
    const places = [...seen.keys()].sort((a, b) => a - b);
    const place = places.indexOf(k);
    for (const other of [places[place - 1], places[place + 1]]) {
      const rival = other === undefined ? undefined : seen.get(other);
      if (rival === undefined || !isTop(seen, k, other as number)) continue;
      const spread = Math.hypot(measured.standardError, rival.standardError);
      if (Math.abs(measured.value - rival.value) < z * spread) {
        const [at, top] = best();
        return {
          at,
          value: top.value,
          bracket: around(places, at, from, to),
          evaluations: seen.size,
          bound,
          ending: "noise",
        };
      }
    }
    next = steps.next(measured.value);
  }
  const { at, value, evaluations } = next.value;
  return { at, value, bracket: [at, at], evaluations, bound, ending: "resolved" };
}

/** Whether one of the two is the best so far: only then does their order decide what is kept. */
function isTop(seen: ReadonlyMap<number, Measurement>, a: number, b: number): boolean {
  const top = Math.max(...[...seen.values()].map((m) => m.value));
  return seen.get(a)?.value === top || seen.get(b)?.value === top;
}

/** The measured neighbours two places away on either side of the best: the pair within noise stays inside. */
function around(places: readonly number[], at: number, from: number, to: number): readonly [number, number] {
  const i = places.indexOf(at);
  return [places[i - 2] ?? from, places[i + 2] ?? to];
}

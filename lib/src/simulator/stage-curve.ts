import type { Aggregation } from "./aggregate.js";
import type { SampleChances } from "./sample-chance.js";

/**
 * The chance that a stage's answer is right, for every number of samples and every question:
 *
 *     A(k) = (1 - lost(k)) [(1 - skill) V(k) + skill (1 - (1 - p)^k)] + lost(k) (1 - spoiling) p
 *
 * A(1) = p, whatever the aggregation. V is the vote of `voteCurve`. One more sample moves a vote only where the lead D is
 * -1, 0 or 1, and since P(D = -1) right = P(D = 1) rival, all that remains of its effect is
 *
 *     V*(k + 1) = V*(k) + P(D_k = 0) (right - rival) / 2,   V*(k) = P(D_k > 0) + P(D_k = 0) / 2 = V(k) + stray^k / 2,
 *
 * while the central trinomial P(D_k = 0) follows a three-term recurrence, as Legendre polynomials do:
 *
 *     (k + 1) P(D_k+1 = 0) = (2k + 1) stray P(D_k = 0) - k (stray² - 4 right rival) P(D_k-1 = 0).
 *
 * @returns chances at `[(k - 1) * questions + i]`
 */
export function stageCurves(chances: SampleChances, aggregation: Aggregation, most: number): Float64Array {
  const { count, right, half, stray, discriminant } = voteConstants(chances);
  const { grow, shrink, voted, found, copied } = stepConstants(aggregation, most);
  const curves = new Float64Array(chances.right.length * most);
  const stride = chances.right.length;
  // Two questions at a time: each recurrence waits for its own last step, and the other's fills the wait.
  for (let i = 0; i < count; i += 2) {
    const j = i + 1;
    const paired = j < stride;
    const p = right[i] as number;
    const pj = right[j] as number;
    const h = half[i] as number;
    const hj = half[j] as number;
    const o = stray[i] as number;
    const oj = stray[j] as number;
    const d = discriminant[i] as number;
    const dj = discriminant[j] as number;
    let tied = 1;
    let tiedJ = 1;
    let before = 0;
    let beforeJ = 0;
    let ahead = 0.5;
    let aheadJ = 0.5;
    let strays = 0.5;
    let straysJ = 0.5;
    let absent = 1;
    let absentJ = 1;
    for (let k = 0, place = i; k < most; k++, place += stride) {
      const g = grow[k] as number;
      const s = shrink[k] as number;
      const v = voted[k] as number;
      const f = found[k] as number;
      const c = copied[k] as number;
      ahead += h * tied;
      aheadJ += hj * tiedJ;
      const next = g * o * tied - s * d * before;
      const nextJ = g * oj * tiedJ - s * dj * beforeJ;
      before = tied;
      beforeJ = tiedJ;
      tied = next;
      tiedJ = nextJ;
      strays *= o;
      straysJ *= oj;
      absent *= 1 - p;
      absentJ *= 1 - pj;
      curves[place] = v * (ahead - strays) + f * (1 - absent) + c * p;
      if (paired) curves[place + 1] = v * (aheadJ - straysJ) + f * (1 - absentJ) + c * pj;
    }
  }
  if (!aggregation.rivals) repeatFirst(curves, chances, aggregation, most);
  return curves;
}

/** What the recurrences need of each question, padded to an even count. */
function voteConstants({ right, rival }: SampleChances) {
  const count = right.length + (right.length % 2);
  const constants = {
    count,
    right: new Float64Array(count),
    /** (right - rival) / 2 */
    half: new Float64Array(count),
    stray: new Float64Array(count),
    discriminant: new Float64Array(count),
  };
  for (let i = 0; i < right.length; i++) {
    const p = right[i] as number;
    const w = rival[i] as number;
    // At right + rival = 1 the difference may fall below zero by a rounding error.
    const stray = Math.max(0, 1 - p - w);
    constants.right[i] = p;
    constants.half[i] = (p - w) / 2;
    constants.stray[i] = stray;
    constants.discriminant[i] = stray * stray - 4 * p * w;
  }
  return constants;
}

/** What they need of each k: the recurrence's coefficients, and the weights of vote, skilful pick and lost copy. */
function stepConstants({ skill, lost, spoiling }: Aggregation, most: number) {
  const ofStep = (f: (k: number, lost: number) => number) =>
    Float64Array.from({ length: most }, (_, i) => f(i + 1, lost[i] as number));
  return {
    grow: ofStep((k) => (2 * k - 1) / k),
    shrink: ofStep((k) => (k - 1) / k),
    voted: ofStep((_, l) => (1 - l) * (1 - skill)),
    found: ofStep((_, l) => (1 - l) * skill),
    copied: ofStep((_, l) => l * (1 - spoiling)),
  };
}

/** Without rivals, samples of a question on which the rival leads repeat the first. */
function repeatFirst(curves: Float64Array, { right, rival }: SampleChances, rule: Aggregation, most: number): void {
  const count = right.length;
  for (let i = 0; i < count; i++) {
    const p = right[i] as number;
    if (p >= (rival[i] as number)) continue;
    for (let k = 0; k < most; k++) curves[k * count + i] = p * (1 - (rule.lost[k] as number) * rule.spoiling);
  }
}

import { power } from "../../core/index.js";
/** How large effects are believed to be: variances of the contributions to the log-odds of the final score. */
export interface Scales {
  /** Of what one sample of a model is worth. */
  readonly level: number;
  /** Of what more samples add or take. */
  readonly curve: number;
  /** Of what a pair of stages adds beyond the sum of the two. */
  readonly coupling: number;
  /** How much of an earlier stage's contribution comes through the stage after it: a factor, not a variance. */
  readonly passing: number;
  /** How much of the luck of samples is common to trials: all where samples are drawn once and kept, none where every trial draws its own. */
  readonly kept: number;
}

/** Before any trial. */
export const usualScales: Scales = { level: 0.15, curve: 0.08, coupling: 0.12, passing: 0.8, kept: 0 };

/** Trials from which the scales are tuned. */
export const TUNED_FROM = 8;

/** A step of a scale up or down: by this factor. */
const STEP: Omit<Scales, "kept"> = { level: 2, curve: 2, coupling: 3, passing: 1.4 };
const KEYS = ["level", "curve", "coupling", "passing", "kept"] as const;
/** How far a scale may go from its usual value, in steps. */
const FARTHEST = 3;
/** Steps from luck that is not shared to luck that is. */
const TO_KEPT = 2;
/**
 * What is against such steps, times what is against others: sharing has to show, one nat of evidence for half and four for all. Taking it
 * for granted where there is none costs more (regrets of .010 in place of .007 in worlds of development) than missing it where there is
 * (.012 in place of .010), and it shows soon; half is a hedge.
 */
const DOUBT = 2;
/** What a step must gain in log evidence, so that a rounding does not decide. */
const ENOUGH = 1e-6;

function allowed(steps: Scales): boolean {
  return steps.kept >= 0 && steps.kept <= TO_KEPT && KEYS.every((key) => Math.abs(steps[key]) <= FARTHEST);
}

/** How little the steps were to be expected: minus their log density, but for a constant. */
function surprise(steps: Scales): number {
  return 0.5 * KEYS.reduce((sum, key) => sum + (key === "kept" ? DOUBT : 1) * steps[key] ** 2, 0);
}

/**
 * The scales under which the observations are most believable, the usual ones being the most believable beforehand, so that a few trials
 * do not swing them: log-normal, with a standard deviation of one step. Climbs from the usual ones, one step of one scale at a time.
 */
export function tunedScales(logEvidence: (scales: Scales) => number): Scales {
  const known = new Map<string, number>();
  const scalesAt = (steps: Scales): Scales => ({
    level: usualScales.level * power(STEP.level, steps.level),
    curve: usualScales.curve * power(STEP.curve, steps.curve),
    coupling: usualScales.coupling * power(STEP.coupling, steps.coupling),
    passing: usualScales.passing * power(STEP.passing, steps.passing),
    kept: steps.kept / TO_KEPT,
  });
  const posterior = (steps: Scales): number => {
    const place = KEYS.map((key) => steps[key]).join();
    const found = known.get(place) ?? logEvidence(scalesAt(steps)) - surprise(steps);
    known.set(place, found);
    return found;
  };
  let steps: Scales = { level: 0, curve: 0, coupling: 0, passing: 0, kept: 0 };
  for (let moved = true; moved; ) {
    moved = false;
    for (const key of KEYS)
      for (const step of [1, -1]) {
        const next = { ...steps, [key]: steps[key] + step };
        if (!allowed(next) || posterior(next) <= posterior(steps) + ENOUGH) continue;
        steps = next;
        moved = true;
      }
  }
  return scalesAt(steps);
}

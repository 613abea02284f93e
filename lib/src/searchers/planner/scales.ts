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
}

/** Before any trial. */
export const usualScales: Scales = { level: 0.15, curve: 0.08, coupling: 0.12, passing: 0.8 };

/** Trials from which the scales are tuned. */
export const TUNED_FROM = 8;

/** A step of a scale up or down: by this factor. */
const STEP: Scales = { level: 2, curve: 2, coupling: 3, passing: 1.4 };
const KEYS = ["level", "curve", "coupling", "passing"] as const;
/** How far a scale may go from its usual value, in steps. */
const FARTHEST = 3;
/** What a step must gain in log evidence, so that a rounding does not decide. */
const ENOUGH = 1e-6;

/**
 * The scales under which the observations are most believable, the usual ones being the most believable beforehand, so that a few trials
 * do not swing them: log-normal, with a standard deviation of one step. Climbs from the usual ones, one step of one scale at a time.
 */
export function tunedScales(logEvidence: (scales: Scales) => number): Scales {
  const known = new Map<string, number>();
  const scalesAt = (steps: Scales): Scales => ({
    level: usualScales.level * STEP.level ** steps.level,
    curve: usualScales.curve * STEP.curve ** steps.curve,
    coupling: usualScales.coupling * STEP.coupling ** steps.coupling,
    passing: usualScales.passing * STEP.passing ** steps.passing,
  });
  const posterior = (steps: Scales): number => {
    const place = KEYS.map((key) => steps[key]).join();
    const found =
      known.get(place) ?? logEvidence(scalesAt(steps)) - 0.5 * KEYS.reduce((sum, key) => sum + steps[key] ** 2, 0);
    known.set(place, found);
    return found;
  };
  let steps: Scales = { level: 0, curve: 0, coupling: 0, passing: 0 };
  for (let moved = true; moved; ) {
    moved = false;
    for (const key of KEYS)
      for (const step of [1, -1]) {
        const next = { ...steps, [key]: steps[key] + step };
        if (Math.abs(next[key]) > FARTHEST || posterior(next) <= posterior(steps) + ENOUGH) continue;
        steps = next;
        moved = true;
      }
  }
  return scalesAt(steps);
}

/** How large effects are believed to be: variances of the contributions to the log-odds of the final score. */
export interface Scales {
  /** Of what one sample of a model is worth. */
  readonly level: number;
  /** Of what more samples add or take. */
  readonly curve: number;
  /** Of what a pair of stages adds beyond the sum of the two. */
  readonly coupling: number;
}

/** Before any trial. */
export const usualScales: Scales = { level: 0.12, curve: 0.08, coupling: 0.1 };

/** Trials from which the scales are tuned. */
export const TUNED_FROM = 8;

/**
 * The scales that may replace the usual ones: each a third, the same, or three times, with the logarithm of how believable that is
 * beforehand, so that a few trials do not swing them.
 */
export function scaleChoices(): readonly { readonly scales: Scales; readonly logPrior: number }[] {
  const steps = [-1, 0, 1];
  return steps.flatMap((level) =>
    steps.flatMap((curve) =>
      steps.map((coupling) => ({
        scales: {
          level: usualScales.level * 3 ** level,
          curve: usualScales.curve * 3 ** curve,
          coupling: usualScales.coupling * 3 ** coupling,
        },
        logPrior: -0.5 * (level ** 2 + curve ** 2 + coupling ** 2),
      })),
    ),
  );
}

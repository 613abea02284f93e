/** The search time that a paper prints for one method on one task. */
export interface PublishedSearch {
  readonly hours: number;
  /** Whether the hours are those of all its trials; where not, they end where it found its best. */
  readonly complete: boolean;
}

/** How long one trial takes, as published search times imply. */
export interface TrialHours {
  readonly hours: number;
  /** `true` if some hours are those of all trials; else a trial takes at least this. */
  readonly exact: boolean;
}

/**
 * How long one trial took, where a paper prints hours of search but not of a trial: the longest complete search over its number of
 * trials. If all hours end where the best was found, the longest are at most those of all trials, and this is a lower bound. Multiplied
 * with the trials that a search of ours takes, it gives hours to set beside the published ones; they are an inference, not a measurement.
 *
 * @param trials that each published search was allowed
 * @throws RangeError if there is no published time, or one is not positive
 * @example
 * trialHours([{ hours: 25, complete: true }, { hours: 2.5, complete: false }], 50); // => { hours: 0.5, exact: true }
 */
export function trialHours(published: readonly PublishedSearch[], trials: number): TrialHours {
  const wrong = published.find(({ hours }) => !(hours > 0 && Number.isFinite(hours)));
  if (published.length === 0 || wrong !== undefined || !(trials >= 1))
    throw new RangeError(
      `trialHours requires positive hours and at least one trial, got ${wrong?.hours ?? "none"} and ${trials}`,
    );
  const whole = published.filter(({ complete }) => complete);
  const longest = Math.max(...(whole.length > 0 ? whole : published).map(({ hours }) => hours));
  return { hours: longest / trials, exact: whole.length > 0 };
}

/**
 * Which mechanisms a law has; each can be switched off on its own.
 *
 * - `rivals`: wrong answers agree with each other, so that on a hard question more votes make it worse. Off: where the rival is
 *   likelier than the right answer, the model says the same every time, so that more samples neither help nor harm.
 * - `decay`: a model that fuses many samples loses the thread of its long context. Off: it never does.
 * - `gate`: a stage now and then hands nothing over. Off: it always does.
 */
export interface Mechanisms {
  readonly rivals: boolean;
  readonly decay: boolean;
  readonly gate: boolean;
}

/** What is known of one model in one stage. */
export interface ModelLaw {
  readonly name: string;
  /** Log-odds that one sample is right on a question of middling difficulty. */
  readonly ability: number;
  /** Chance that a fusion call picks a right answer that is present, however few said it. */
  readonly skill: number;
  /** Tokens of context at which a fusion call loses the thread with chance 1 - 1/e. */
  readonly window: number;
  /** Chance that a fusion call which has lost the thread spoils the one sample it copies. */
  readonly spoiling: number;
  /** Chance that the stage hands its answer over at all. */
  readonly handOver: number;
}

/** How the samples of a stage become its answer: `task.stages[s].aggregate.kind`. */
export type AggregateKind = "vote" | "best-of-n" | "fuse";

/** What is known of one stage. */
export interface StageLaw {
  readonly name: string;
  readonly aggregate: AggregateKind;
  /** Standard deviation of difficulty over questions, in log-odds. */
  readonly spread: number;
  /** Share of difficulty that a question has in common over the stages, as a correlation in [0, 1]. */
  readonly commonality: number;
  /** Log-odds gained by a right instead of a wrong answer of the stage before. */
  readonly dependence: number;
  /** The rival's share of the wrong samples is Beta(2, 3) to this power: below one, wrong answers agree more. */
  readonly scatter: number;
  /** Sampling temperature. */
  readonly temperature: number;
  /** Tokens a fusion call reads besides the samples. */
  readonly contextTokens: number;
  /** Tokens of one sample. */
  readonly sampleTokens: number;
  readonly models: readonly ModelLaw[];
}

/**
 * The latent-difficulty law of a multi-stage pipeline, complete: with it and a set of questions every score is determined.
 *
 * A sample of question i in stage s by model m is right with chance
 *
 *     p = (1 - garble T) logistic([ability_sm - spread_s difficulty_si + dependence_s (q_i - 1/2)] / tau(T)),
 *     tau(T) = 1 / (1 + sharpening (0.9 - T)),   difficulty_si = commonality_s z_i + sqrt(1 - commonality_s^2) e_si,
 *
 * where q_i is 1 if the stage before handed over a right answer and 0 if not (absent in the first stage). Given the question
 * samples are independent; that they agree comes from the spread of p over questions, which a low temperature widens.
 */
export interface Law {
  readonly stages: readonly StageLaw[];
  readonly sharpening: number;
  readonly garble: number;
  readonly mechanisms: Mechanisms;
}

/** The temperature at which abilities are stated. */
export const referenceTemperature = 0.9;

/**
 * The same law with other mechanisms; nothing else is changed, so that the level of the scores moves too.
 *
 * @example
 * const [instance] = [drawInstance(priorOnly((await door("allocation")).parseTask((await door("allocation")).exampleTask)), 1)];
 * withMechanisms(instance.law, { gate: false }).mechanisms.gate; // => false
 */
export function withMechanisms(law: Law, mechanisms: Partial<Mechanisms>): Law {
  return { ...law, mechanisms: { ...law.mechanisms, ...mechanisms } };
}

/**
 * The same law at another sampling temperature, in every stage or in the named one.
 *
 * @throws RangeError if there is no such stage, or the temperature is outside the law's range: below zero, at or above
 * 0.9 + 1 / sharpening, or so high that every sample is garbled
 * @example
 * const law = drawInstance(priorOnly((await door("allocation")).parseTask((await door("allocation")).exampleTask)), 1).law;
 * withTemperature(law, 0.1, "Answer").stages.map((s) => s.temperature); // => [0.9, 0.1]
 */
export function withTemperature(law: Law, temperature: number, stage?: string): Law {
  if (stage !== undefined && !law.stages.some((s) => s.name === stage))
    throw new RangeError(
      `withTemperature requires a stage of the law (${law.stages.map((s) => s.name).join(", ")}), got "${stage}"`,
    );
  const changed = {
    ...law,
    stages: law.stages.map((s) => (stage === undefined || s.name === stage ? { ...s, temperature } : s)),
  };
  for (const s of changed.stages) temperatureScale(changed, s.temperature);
  return changed;
}

/** 1 / tau(T). */
export function temperatureScale(law: Law, temperature: number): number {
  const scale = 1 + law.sharpening * (referenceTemperature - temperature);
  if (!(temperature >= 0 && scale > 0 && law.garble * temperature < 1))
    throw new RangeError(
      `the law holds for temperatures in [0, ${Math.min(referenceTemperature + 1 / law.sharpening, 1 / law.garble).toPrecision(3)}), got ${temperature}`,
    );
  return scale;
}

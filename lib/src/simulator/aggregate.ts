import { at } from "../core/index.js";
import type { Law, ModelLaw, StageLaw } from "./law.js";

/** What becomes of the samples of a stage, as chances. */
export interface Aggregation {
  /** Chance that a right answer is picked if it is there at all. */
  readonly skill: number;
  /** `lost[k - 1]`: chance that a call which reads k samples loses the thread. */
  readonly lost: Float64Array;
  /** Chance that it then spoils the sample it copies. */
  readonly spoiling: number;
  /** Without rivals, a model repeats its first sample wherever the rival is likelier than the right answer. */
  readonly rivals: boolean;
}

/** How model m aggregates in stage s, for up to `most` samples. */
export function aggregation(law: Law, s: number, m: number, most: number): Aggregation {
  const stage = at(law.stages, s);
  const model = at(stage.models, m);
  const fuses = stage.aggregate === "fuse" && law.mechanisms.decay;
  return {
    skill: stage.aggregate === "vote" ? 0 : model.skill,
    lost: fuses ? lossCurve(stage, model, most) : new Float64Array(most),
    spoiling: model.spoiling,
    rivals: law.mechanisms.rivals,
  };
}

/**
 * The chance that a fusion call loses the thread: 1 - exp(-(context / window)^2), beyond what it loses with one sample,
 * so that a single sample is never lost.
 */
function lossCurve(stage: StageLaw, model: ModelLaw, most: number): Float64Array {
  const load = (k: number) => ((stage.contextTokens + k * stage.sampleTokens) / model.window) ** 2;
  return Float64Array.from({ length: most }, (_, i) => -Math.expm1(load(1) - load(i + 1)));
}

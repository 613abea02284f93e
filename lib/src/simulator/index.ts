/** simulator: the latent-difficulty law of a multi-stage pipeline. Exact expectations, drawn samples, calibration, ensembles. */
export { type CalibrateOptions, calibrate, type PublishedCurve } from "./calibrate.js";
export {
  type Calibration,
  type CurveResidual,
  type Fit,
  type FittedParameter,
  type FittedPoint,
  type Identification,
  identification,
  type MechanismSet,
  priorOnly,
} from "./calibration.js";
export { drawInstance, ensemble, type InstanceOptions } from "./draw-instance.js";
export { firstQuestions } from "./first-questions.js";
export type { Instance } from "./instance.js";
export {
  type AggregateKind,
  type Law,
  type Mechanisms,
  type ModelLaw,
  type StageLaw,
  withMechanisms,
  withTemperature,
} from "./law.js";
export { misfit } from "./misfit.js";
export { type Parameter, priorsOf } from "./parameters.js";
export type { Questions } from "./questions.js";
export {
  type Answer,
  aggregateAnswers,
  type Call,
  handsOver,
  type SampleOptions,
  sampleAnswer,
  sampleAnswers,
} from "./sample-answer.js";
export type { Upstream } from "./sample-chance.js";
export {
  type Best,
  createSimulator,
  type Draw,
  type Evaluation,
  type Simulator,
  type SimulatorOptions,
  type SubsampleCurve,
} from "./simulator.js";
export { voteCurve } from "./vote-curve.js";

/** curves: families of scaling curves as data; fitting, comparing and extrapolating them, and what follows from a fit. */
export { type Band, type BandOptions, fitBand } from "./band.js";
export { averaged, type CompareOptions, type Comparison, compare, type Rival } from "./compare.js";
export type { CurveData, Noise, Precision } from "./data.js";
export {
  bestK,
  costOptimalK,
  crossing,
  type Derived,
  type DerivedOptions,
  kToReach,
  plateauOnset,
  type SampleCost,
} from "./derived.js";
export { type Extrapolation, extrapolate, type LeaveOneOut, leaveOneOut } from "./extrapolate.js";
export { type FamilyName, families } from "./families/index.js";
export { type Curve, type CurveFamily, defineFamily, type FamilyDefinition, type Parameter } from "./family.js";
export { type Fit, type FitEnding, type FitOptions, fit } from "./fit.js";
export { type Prediction, predict } from "./predict.js";
export { profileInterval, type Target, type TargetInterval } from "./profile.js";
export { bootstrapFit, type FitBootstrap } from "./resample.js";

/** curves: families of scaling curves as data; fitting, comparing and extrapolating them, and what follows from a fit. */
export { averaged, type CompareOptions, type Comparison, compare, type Rival } from "./compare.js";
export type { CurveData, Noise, Precision } from "./data.js";
export { type FamilyName, families } from "./families/index.js";
export { type Curve, type CurveFamily, defineFamily, type FamilyDefinition, type Parameter } from "./family.js";
export { type Fit, type FitEnding, type FitOptions, fit } from "./fit.js";
export { type Prediction, predict } from "./predict.js";

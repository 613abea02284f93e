/** stats: intervals by the bootstrap, tests, proportions, power. Chance comes in as an argument. */

export { type BootstrapOptions, bootstrap } from "./bootstrap/bootstrap.js";
export type { TieRule } from "./bootstrap/bounds.js";
export type { BootstrapData } from "./bootstrap/design.js";
export { type QuantileRule, quantileSorted } from "./bootstrap/quantile.js";
export type { IndexSet, ResampleIndices } from "./bootstrap/replicate.js";
export type { BcaDiagnostics, BootstrapResult, IntervalMethod, Warning } from "./bootstrap/result.js";
export type { StatisticFunction, StatisticName } from "./bootstrap/statistic.js";
export type { StandardErrorSource } from "./bootstrap/studentize.js";
export {
  betaCdf,
  betaQuantile,
  fUpper,
  studentCdf,
  studentQuantile,
} from "./distributions/beta.js";
export { binomialCdf, binomialLaw, logChoose } from "./distributions/binomial.js";
export { chiSquareUpper, gammaP, gammaQ, logGamma } from "./distributions/gamma.js";
export { normalCdf, normalDensity, normalQuantile } from "./distributions/normal.js";
export { rangeQuantile, rangeUpper } from "./distributions/studentized-range.js";

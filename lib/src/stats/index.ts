/** stats: intervals by the bootstrap, tests, proportions, power. Chance comes in as an argument. */

export { type Band, type BandOptions, bootstrapBand } from "./bootstrap/band.js";
export { bootstrap } from "./bootstrap/bootstrap.js";
export type { TieRule } from "./bootstrap/bounds.js";
export {
  type ClusterOptions,
  clusterBootstrap,
  type TwoLevelOptions,
  type TwoLevelResult,
  twoLevelBootstrap,
} from "./bootstrap/cluster.js";
export type { BootstrapData } from "./bootstrap/design.js";
export type { BootstrapOptions } from "./bootstrap/options.js";
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
export { binomialDraw } from "./distributions/binomial-draw.js";
export { chiSquareUpper, gammaP, gammaQ, logGamma } from "./distributions/gamma.js";
export { normalCdf, normalDensity, normalQuantile } from "./distributions/normal.js";
export { rangeQuantile, rangeUpper } from "./distributions/studentized-range.js";
export { pairedDifferences } from "./paired-differences.js";
export {
  type Association,
  kendallTau,
  type PearsonAssociation,
  pearsonCorrelation,
  spearmanCorrelation,
} from "./tests/association.js";
export {
  type BayesianSignedRank,
  type BayesianSignedRankOptions,
  bayesianSignedRank,
} from "./tests/bayesian-signed-rank.js";
export {
  type MannWhitneyOptions,
  type MannWhitneyResult,
  type McNemarResult,
  mannWhitneyTest,
  mcnemarTest,
  pairedTTest,
  type StudentTest,
  signTest,
  welchTTest,
} from "./tests/classical.js";
export {
  type FriedmanOptions,
  type FriedmanResult,
  friedmanTest,
  type NemenyiResult,
  nemenyiTest,
} from "./tests/friedman.js";
export { type Adjustment, adjustPValues } from "./tests/multiple.js";
export { type PermutationOptions, permutationTest, signFlipTest } from "./tests/permutation.js";
export { discordance, type PairedAccuracyDesign, powerOf, questionsNeeded } from "./tests/power.js";
export {
  type ProportionInterval,
  type ProportionMethod,
  type ProportionOptions,
  proportionInterval,
  rateInterval,
} from "./tests/proportion.js";
export { ranks } from "./tests/ranks.js";
export { type Alternative, roundingOf, type TestResult } from "./tests/result.js";
export { type MeanInterval, studentInterval } from "./tests/student-interval.js";
export { type WilcoxonOptions, type WilcoxonResult, wilcoxonTest } from "./tests/wilcoxon.js";
export { type BootstrapPool, bootstrapPool } from "./workers/bootstrap-pool.js";
export type { StatisticModule } from "./workers/load-statistic.js";

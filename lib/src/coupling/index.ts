/** coupling: do the stages' choices depend on each other? Interaction, rank, best responses, contraction, sensitivity. */
export { type AnovaRow, type TwoWayAnova, twoWayAnova } from "./anova.js";
export { type BestResponse, bestResponse } from "./best-response.js";
export { type Contraction, contraction } from "./contraction.js";
export { type CrossDifference, crossDifference } from "./cross-difference.js";
export {
  type Decomposition,
  decompose,
  type Grid,
  type GridAnova,
  type GridRow,
  gridAnova,
  type RankStructure,
  rankStructure,
} from "./grid.js";
export { type GridNoise, type InteractionTest, interactionTest } from "./interaction-test.js";
export { type CouplingOptions, type CouplingStrength, couplingStrength, type Ranged } from "./shift.js";
export { type SobolIndices, type SobolOptions, sobol, sobolFromSamples } from "./sobol.js";

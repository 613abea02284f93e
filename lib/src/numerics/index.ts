/** numerics: linear algebra, optimisation and Gaussian processes, each saying how it ended. Numbers in, numbers out. */
export { type Belief, expectedImprovement, type ImprovementOptions, probabilityOfImprovement } from "./acquisition.js";
export { brentMinimum, brentRoot, type LineResult } from "./brent.js";
export { cholesky, solveCholesky } from "./cholesky.js";
export type { GaussianProcessOptions } from "./gaussian-observations.js";
export { type GaussianProcess, gaussianProcess, type Prediction } from "./gaussian-process.js";
export { goldenSection, goldenSectionSteps, type IntegerSearch } from "./golden-section.js";
export {
  type Kernel,
  kernelOn,
  matern52,
  productKernel,
  type StationaryKernelOptions,
  squaredExponential,
  sumKernel,
} from "./kernels.js";
export { knowledgeGradient } from "./knowledge-gradient.js";
export {
  createDescent,
  type DescentEnding,
  type LeastSquaresOptions,
  type LeastSquaresResult,
  leastSquares,
  type ResidualModel,
} from "./least-squares.js";
export type { Loss } from "./loss.js";
export { type LinearFit, linearLeastSquares, type Qr, qr } from "./qr.js";
export { solve } from "./solve.js";
export { type Svd, svd } from "./svd.js";

/** numerics: linear algebra and optimisation, each saying how it ended. Numbers in, numbers out. */
export { brentMinimum, brentRoot, type LineResult } from "./brent.js";
export { cholesky, solveCholesky } from "./cholesky.js";
export { goldenSection, goldenSectionSteps, type IntegerSearch } from "./golden-section.js";
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

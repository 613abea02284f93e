/** unimodality: does a curve rise and fall? Shape regressions, tests with known error rates, where the peak lies. */
export { type DipTest, dipStatistic, dipTest } from "./dip.js";
export { isotonic, type MonotoneFit } from "./isotonic.js";
export type { SeriesOptions } from "./series.js";
export { type UnimodalFit, unimodal, type ValleyFit, valley } from "./unimodal.js";

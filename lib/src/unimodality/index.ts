/** unimodality: does a curve rise and fall? Shape regressions, tests with known error rates, where the peak lies. */
export { countFalls, type FallCount, fallCount, type NamedCurve } from "./collection.js";
export { type DipTest, dipStatistic, dipTest } from "./dip.js";
export { isotonic, type MonotoneFit } from "./isotonic.js";
export type { NoiseOptions } from "./measured-curve.js";
export { type PeakInterval, type PeakIntervalOptions, peakInterval } from "./peak-interval.js";
export { resamplesFor } from "./resamples.js";
export type { SeriesOptions } from "./series.js";
export { type Plateau, type Shape, type ShapeOptions, shape, type Verdict } from "./shape.js";
export {
  fallTest,
  riseTest,
  type ShapeTest,
  type ShapeTestOptions,
  secondPeakTest,
  trendTest,
} from "./shape-test.js";
export { type UnimodalFit, unimodal, type ValleyFit, valley } from "./unimodal.js";
export { type Measurement, type ZoomResult, zoom } from "./zoom.js";

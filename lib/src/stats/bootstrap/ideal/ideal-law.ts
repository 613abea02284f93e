import type { Design } from "../design.js";
import { type Law, lawOfPoints } from "../law.js";
import type { StatisticFunction, StatisticName } from "../statistic.js";
import { type Draws, drawMoments } from "./draws.js";
import { enumeratedLaw } from "./enumerate.js";
import { fourierSumLaw } from "./fourier.js";
import { independentLaw, type Points } from "./independent.js";
import { latticeSum } from "./lattice.js";
import { medianLaw } from "./median.js";
import { ratioLaw } from "./ratio.js";

/** The law of infinitely many resamples, where mathematics gives it; undefined elsewhere. */
export function idealLaw(design: Design, statistic: StatisticName | StatisticFunction): Law | undefined {
  const oneSet = design.parts.length === (design.paired ? 1 : design.samples.length);
  switch (statistic) {
    case "mean":
      return meanLaw(design);
    case "meanDifference":
      return differenceLaw(design.samples as [Float64Array, Float64Array]);
    case "meanRatio":
      return oneSet ? ratioLaw(design) : undefined;
    case "median":
      return oneSet ? medianLaw(design.samples[0] as Float64Array) : undefined;
    default:
      return undefined;
  }
}

const pointLaw = (value: number): Law => lawOfPoints(Float64Array.of(value), Float64Array.of(1), 0);

/** The mean of one sample, or of several strata of fixed sizes: a sum of draws over the number of all. */
function meanLaw({ samples, parts }: Design): Law | undefined {
  const values = samples[0] as Float64Array;
  const terms = parts.map(({ start, length }) => ({ values: values.subarray(start, start + length), count: length }));
  const constant = terms.filter((term) => isConstant(term.values));
  const moving = terms.filter((term) => !isConstant(term.values));
  const fixed = constant.reduce((sum, term) => sum + term.count * (term.values[0] as number), 0);
  if (moving.length === 0) return pointLaw(fixed / values.length);
  const shifted = (points: Points): Law =>
    lawOfPoints(
      fixed === 0 ? points.points : points.points.map((p) => p + fixed / values.length),
      points.chances,
      1e-12,
    );
  const lattice = latticeSum(moving, 1 / values.length);
  if (lattice !== undefined) return shifted(lattice);
  if (terms.length === 1) {
    const listed = enumeratedLaw([values], ([sum]) => (sum as number) / values.length);
    if (listed !== undefined) return listed.law;
  }
  return fourierSumLaw(terms.map((term) => scaled(term, 1 / values.length)));
}

function differenceLaw([x, y]: readonly [Float64Array, Float64Array]): Law | undefined {
  if (isConstant(x) && isConstant(y)) return pointLaw((x[0] as number) - (y[0] as number));
  const a = pointsOfMean(x);
  const b = pointsOfMean(y);
  if (a !== undefined && b !== undefined) {
    const mx = drawMoments(x);
    const my = drawMoments(y);
    const moments = {
      mean: mx.mean - my.mean,
      standardDeviation: Math.sqrt(mx.variance / x.length + my.variance / y.length),
    };
    const size = Math.max(mx.reach + Math.abs(mx.mean), my.reach + Math.abs(my.mean));
    return independentLaw(
      a,
      b,
      (u, v) => u - v,
      (t, v) => t + v,
      moments,
      1e-12 * size,
    );
  }
  return fourierSumLaw([
    scaled({ values: x, count: x.length }, 1 / x.length),
    scaled({ values: y, count: y.length }, -1 / y.length),
  ]);
}

function pointsOfMean(values: Float64Array): Points | undefined {
  if (isConstant(values)) return { points: Float64Array.of(values[0] as number), chances: Float64Array.of(1) };
  return latticeSum([{ values, count: values.length }], 1 / values.length);
}

const isConstant = (values: Float64Array): boolean => values.every((value) => value === values[0]);

const scaled = ({ values, count }: Draws, factor: number): Draws => ({ values: values.map((v) => v * factor), count });

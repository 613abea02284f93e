import { bulkDraws, fillBelow, type Rng } from "../../core/index.js";
import type { Design } from "./design.js";
import { influenceValues, leaveOneOut } from "./jackknife.js";
import { moments } from "./law.js";
import {
  emptyResample,
  fillFromSets,
  forEachResample,
  type IndexSet,
  type ResampleIndices,
  setsBySample,
} from "./replicate.js";
import type { StatisticDefinition, StatisticFunction } from "./statistic.js";

/**
 * Where the studentized method takes the standard error of each resample from. `formula`: the closed form of a named statistic;
 * `jackknife`: leave-one-out; a function of the resampled samples; or a second bootstrap inside each resample, with `inner` a count, or
 * index sets (`inner[b][m]` lists positions into resample b).
 */
export type StandardErrorSource =
  | "formula"
  | "jackknife"
  | StatisticFunction
  | { readonly inner: number | readonly (readonly IndexSet[])[] };

export interface Studentized {
  readonly replicates: Float64Array;
  readonly t: Float64Array;
  /** Standard error of the estimate itself. */
  readonly standardError: number;
}

/** Replicates with their own standard errors, and t = (replicate - estimate) / standard error. */
export function studentizedReplicates(
  design: Design,
  definition: StatisticDefinition,
  source: StandardErrorSource,
  resamples: number | ResampleIndices,
  rng: Rng | null,
): Studentized {
  const { evaluate } = definition;
  const estimate = evaluate(...design.samples);
  const errorOf = standardErrorOf(design, definition, source, rng);
  const count =
    typeof resamples === "number" ? resamples : (setsBySample(design, resamples)[0] as ArrayLike<unknown>).length;
  const replicates = new Float64Array(count);
  const t = new Float64Array(count);
  const visit = (resample: readonly Float64Array[], b: number) => {
    const value = evaluate(...resample);
    replicates[b] = value;
    t[b] = (value - estimate) / errorOf.ofResample(resample, b);
  };
  if (typeof resamples === "number") forEachResample(design, count, (rng as Rng).fork("outer"), visit);
  else {
    const sets = setsBySample(design, resamples);
    const resample = emptyResample(design);
    for (let b = 0; b < count; b++) {
      fillFromSets(design, sets, b, resample);
      visit(resample, b);
    }
  }
  return {
    replicates,
    t,
    standardError: errorOf.ofEstimate ?? moments(replicates.filter(Number.isFinite)).standardDeviation,
  };
}

interface ErrorSource {
  ofResample(resample: readonly Float64Array[], b: number): number;
  /** Undefined where the spread of the outer replicates is the standard error. */
  readonly ofEstimate?: number;
}

function standardErrorOf(
  design: Design,
  definition: StatisticDefinition,
  source: StandardErrorSource,
  rng: Rng | null,
): ErrorSource {
  if (source === "formula") {
    const { standardError } = definition;
    if (standardError === undefined)
      throw new RangeError(
        'bootstrap requires standardErrorFrom "jackknife", a function or { inner } for a statistic without a formula',
      );
    if (design.parts.length > 1 && design.paired)
      throw new RangeError('bootstrap requires standardErrorFrom "jackknife", a function or { inner } with strata');
    return {
      ofResample: (resample) => standardError(resample, design.paired),
      ofEstimate: standardError(design.samples, design.paired),
    };
  }
  if (source === "jackknife")
    return {
      ofResample: (resample) => jackknifeError({ ...design, samples: resample }, definition.evaluate),
      ofEstimate: jackknifeError(design, definition.evaluate),
    };
  if (typeof source === "function")
    return { ofResample: (resample) => source(...resample), ofEstimate: source(...design.samples) };
  return { ofResample: innerBootstrap(design, definition.evaluate, source.inner, rng) };
}

/** sqrt(Σ_j (n_j - 1)/n_j Σ_i (θ_(ij) - mean)²). */
export function jackknifeError(design: Design, evaluate: StatisticFunction): number {
  let variance = 0;
  for (const leftOut of leaveOneOut(design, evaluate)) {
    const n = leftOut.length;
    for (const u of influenceValues(leftOut)) variance += (u * u) / (n * (n - 1));
  }
  return Math.sqrt(variance);
}

function innerBootstrap(
  design: Design,
  evaluate: StatisticFunction,
  inner: number | readonly (readonly IndexSet[])[],
  rng: Rng | null,
): (resample: readonly Float64Array[], b: number) => number {
  const again = emptyResample(design);
  if (typeof inner !== "number") {
    if (!design.paired) throw new RangeError("bootstrap requires one sample or pairs for given inner index sets");
    return (resample, b) => {
      const sets = inner[b];
      if (sets === undefined || sets.length < 2)
        throw new RangeError(`bootstrap requires at least two inner index sets for resample ${b}`);
      const values = sets.map((set) => {
        again.forEach((out, s) => {
          for (let i = 0; i < out.length; i++) out[i] = (resample[s] as Float64Array)[set[i] as number] as number;
        });
        return evaluate(...again);
      });
      return moments(values).standardDeviation;
    };
  }
  if (!Number.isSafeInteger(inner) || inner < 2)
    throw new RangeError(`bootstrap requires at least two inner resamples, got ${inner}`);
  const values = new Float64Array(inner);
  const positions = design.parts.map((part) => new Uint32Array(part.length));
  const nested = (rng as Rng).fork("inner");
  return (resample, b) => {
    const state = bulkDraws(nested.fork(b));
    for (let m = 0; m < inner; m++) {
      design.parts.forEach((part, p) => {
        const drawn = positions[p] as Uint32Array;
        fillBelow(part.length, drawn, state);
        for (const s of part.columns) {
          const from = resample[s] as Float64Array;
          const to = again[s] as Float64Array;
          for (let i = 0; i < part.length; i++) to[part.start + i] = from[part.start + (drawn[i] as number)] as number;
        }
      });
      values[m] = evaluate(...again);
    }
    return moments(values).standardDeviation;
  };
}

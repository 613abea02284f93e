import { type BulkState, bulkDraws, fillBelow, fillDrawn, fillDrawnSums, type Rng } from "../../core/index.js";
import type { Design, Part } from "./design.js";
import type { StatisticFunction } from "./statistic.js";

/** Positions of the drawn observations of one resample. */
export type IndexSet = ArrayLike<number>;

/**
 * Resamples chosen beforehand. One sample or pairs: `sets[b]` lists the positions of resample b. Unpaired samples: one such list of sets
 * for each sample.
 */
export type ResampleIndices = readonly IndexSet[] | readonly (readonly IndexSet[])[];

/** Replicates are drawn in blocks of this many, each from a stream of its own, so that any number of threads draws the same. */
export const BLOCK = 256;

/** How many blocks `count` replicates make. */
export const blocksOf = (count: number): number => Math.ceil(count / BLOCK);

/** Arrays shaped like the samples, to be filled with a resample. */
export function emptyResample(design: Design): Float64Array[] {
  return design.samples.map((values) => new Float64Array(values.length));
}

/** Calls `visit` for each replicate of blocks `from` to `to`, with the resample and the replicate's number. */
export function forEachResample(
  design: Design,
  count: number,
  rng: Rng,
  visit: (resample: readonly Float64Array[], b: number) => void,
  [from, to]: readonly [number, number] = [0, blocksOf(count)],
): void {
  const resample = emptyResample(design);
  const draws = design.parts.map((part) => partDraw(design, part, resample));
  for (let block = from; block < to; block++) {
    const state = bulkDraws(rng.fork(block));
    const end = Math.min(count, (block + 1) * BLOCK);
    for (let b = block * BLOCK; b < end; b++) {
      for (const draw of draws) draw(state);
      visit(resample, b);
    }
  }
}

/** Draws one part anew into its place of the resample. */
function partDraw(design: Design, part: Part, resample: readonly Float64Array[]): (state: BulkState) => void {
  const { start, length, columns } = part;
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) {
    const values = (design.samples[only] as Float64Array).subarray(start, start + length);
    const out = (resample[only] as Float64Array).subarray(start, start + length);
    return (state) => fillDrawn(values, out, state);
  }
  const positions = new Uint32Array(length);
  return (state) => {
    fillBelow(length, positions, state);
    for (const s of columns) gather(design.samples[s] as Float64Array, positions, start, resample[s] as Float64Array);
  };
}

function gather(values: Float64Array, positions: Uint32Array, start: number, out: Float64Array): void {
  for (let i = 0; i < positions.length; i++) out[start + i] = values[start + (positions[i] as number)] as number;
}

/** `count` replicates of the statistic. */
export function replicates(design: Design, evaluate: StatisticFunction, count: number, rng: Rng): Float64Array {
  const out = new Float64Array(count);
  fillReplicates(design, evaluate, rng, out, [0, blocksOf(count)]);
  return out;
}

/** Fills the replicates of blocks `from` to `to` in their places of `out`, whose length is the number of all replicates. */
export function fillReplicates(
  design: Design,
  evaluate: StatisticFunction,
  rng: Rng,
  out: Float64Array,
  range: readonly [number, number],
): void {
  forEachResample(
    design,
    out.length,
    rng,
    (resample, b) => {
      out[b] = evaluate(...resample);
    },
    range,
  );
}

/** `count` replicates of the mean of one part, without storing any resample. */
export function meanReplicates(values: Float64Array, count: number, rng: Rng): Float64Array {
  const out = new Float64Array(count);
  fillMeanReplicates(values, rng, out, [0, blocksOf(count)]);
  return out;
}

/** As `fillReplicates`, for the mean of one sample. */
export function fillMeanReplicates(
  values: Float64Array,
  rng: Rng,
  out: Float64Array,
  [from, to]: readonly [number, number],
): void {
  const n = values.length;
  for (let block = from; block < to; block++) {
    const sums = out.subarray(block * BLOCK, Math.min(out.length, (block + 1) * BLOCK));
    fillDrawnSums(values, sums, bulkDraws(rng.fork(block)));
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) / n;
  }
}

/** The replicates of given resamples. */
export function replayed(design: Design, evaluate: StatisticFunction, indices: ResampleIndices): Float64Array {
  const sets = setsBySample(design, indices);
  const count = (sets[0] as readonly IndexSet[]).length;
  const resample = emptyResample(design);
  const out = new Float64Array(count);
  for (let b = 0; b < count; b++) {
    fillFromSets(design, sets, b, resample);
    out[b] = evaluate(...resample);
  }
  return out;
}

/** Checks given index sets and lists them per sample. */
export function setsBySample(design: Design, indices: ResampleIndices): readonly (readonly IndexSet[])[] {
  const { samples, paired } = design;
  const sets = paired
    ? samples.map(() => indices as readonly IndexSet[])
    : (indices as readonly (readonly IndexSet[])[]);
  if (sets.length !== samples.length)
    throw new RangeError(
      `bootstrap requires index sets for each of ${samples.length} unpaired samples, got ${sets.length} lists`,
    );
  const count = sets[0]?.length ?? 0;
  if (count < 2) throw new RangeError(`bootstrap requires at least two index sets, got ${count}`);
  sets.forEach((list, s) => {
    if (list.length !== count)
      throw new RangeError(`bootstrap requires as many index sets for each sample, got ${count} and ${list.length}`);
    const n = (samples[s] as Float64Array).length;
    list.forEach((set, b) => {
      if (set.length !== n)
        throw new RangeError(`bootstrap requires index sets of ${n} positions, got ${set.length} in set ${b}`);
      for (let i = 0; i < n; i++) {
        const position = set[i] as number;
        if (!Number.isInteger(position) || position < 0 || position >= n)
          throw new RangeError(`bootstrap requires positions in [0, ${n - 1}], got ${position} in set ${b}`);
      }
    });
  });
  return sets;
}

/** Writes resample `b` of the given sets. */
export function fillFromSets(
  design: Design,
  sets: readonly (readonly IndexSet[])[],
  b: number,
  resample: readonly Float64Array[],
): void {
  resample.forEach((out, s) => {
    const values = design.samples[s] as Float64Array;
    const set = (sets[s] as readonly IndexSet[])[b] as IndexSet;
    for (let i = 0; i < out.length; i++) out[i] = values[set[i] as number] as number;
  });
}

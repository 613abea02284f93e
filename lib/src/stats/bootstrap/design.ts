import type { Warning } from "./result.js";

/** One number per observation, or several samples of them. */
export type BootstrapData = ArrayLike<number> | readonly ArrayLike<number>[];

/** Observations that are exchanged among themselves: rows `start` to `start + length` of these columns, kept together. */
export interface Part {
  readonly columns: readonly number[];
  readonly start: number;
  readonly length: number;
}

/** What is resampled and how: one part for one sample or pairs, one for each sample when unpaired, one for each stratum. */
export interface Design {
  readonly samples: readonly Float64Array[];
  /** Whether rows of the samples belong together. */
  readonly paired: boolean;
  readonly parts: readonly Part[];
}

export interface DesignOptions {
  readonly paired: boolean;
  readonly strata?: ArrayLike<string | number> | undefined;
  readonly missing: "refuse" | "omit";
}

/** Checks the data and lays out what is resampled; NaN rows are refused, or left out with a warning when asked. */
export function bootstrapDesign(
  data: BootstrapData,
  options: DesignOptions,
): { readonly design: Design; readonly warnings: readonly Warning[] } {
  const { paired, strata, missing } = options;
  let samples = asSamples(data);
  const joint = paired || samples.length === 1;
  if (joint) requireEqualLengths(samples);
  const length = samples[0]?.length ?? 0;
  if (strata !== undefined) {
    if (!joint)
      throw new RangeError("bootstrap requires one sample or pairs when strata are given, got unpaired samples");
    if (strata.length !== length)
      throw new RangeError(`bootstrap requires one stratum for each observation, got ${strata.length} for ${length}`);
  }
  const warnings: Warning[] = [];
  let labels = strata === undefined ? undefined : Array.from(strata);
  if (missing === "omit") {
    const keep = (rows: readonly Float64Array[]) => (_: unknown, i: number) =>
      rows.every((values) => !Number.isNaN(values[i] as number));
    const before = samples.reduce((sum, values) => sum + values.length, 0);
    if (labels !== undefined) labels = labels.filter(keep(samples));
    samples = samples.map((values) => values.filter(keep(joint ? samples : [values])));
    const omitted = before - samples.reduce((sum, values) => sum + values.length, 0);
    if (omitted > 0)
      warnings.push({ code: "omitted-values", message: `${omitted} values were left out: rows with NaN` });
  }
  samples.forEach((values, s) => {
    const where = samples.length > 1 ? ` in sample ${s}` : "";
    values.forEach((value, i) => {
      if (!Number.isFinite(value))
        throw new RangeError(
          `bootstrap requires finite numbers, got ${value} at index ${i}${where}${Number.isNaN(value) ? '; missing: "omit" leaves such rows out' : ""}`,
        );
    });
    if (values.length < 2)
      throw new RangeError(
        `bootstrap requires at least two observations${where}, got ${values.length}: fewer say nothing about their spread`,
      );
  });
  if (labels !== undefined) {
    const sorted = sortByStratum(samples, labels);
    return { design: { samples: sorted.samples, paired: true, parts: sorted.parts }, warnings };
  }
  const parts: Part[] = joint
    ? [{ columns: samples.map((_, s) => s), start: 0, length: (samples[0] as Float64Array).length }]
    : samples.map((values, s) => ({ columns: [s], start: 0, length: values.length }));
  return { design: { samples, paired: joint, parts }, warnings };
}

function asSamples(data: BootstrapData): Float64Array[] {
  const first = data[0];
  if (first === undefined || typeof first === "number") return [Float64Array.from(data as ArrayLike<number>)];
  return (data as readonly ArrayLike<number>[]).map((values) => Float64Array.from(values));
}

function requireEqualLengths(samples: readonly Float64Array[]): void {
  const lengths = samples.map((values) => values.length);
  if (new Set(lengths).size > 1)
    throw new RangeError(`bootstrap requires paired samples of equal length, got ${lengths.join(" and ")}`);
}

/** Rows sorted so that each stratum lies together, in order of first appearance. */
function sortByStratum(
  samples: readonly Float64Array[],
  labels: readonly (string | number)[],
): { readonly samples: Float64Array[]; readonly parts: Part[] } {
  const members = new Map<string | number, number[]>();
  labels.forEach((label, i) => {
    const rows = members.get(label);
    if (rows === undefined) members.set(label, [i]);
    else rows.push(i);
  });
  const order = [...members.values()].flat();
  let start = 0;
  const parts = [...members].map(([label, rows]) => {
    if (rows.length < 2)
      throw new RangeError(`bootstrap requires at least two observations in each stratum, got one in stratum ${label}`);
    const part = { columns: samples.map((_, s) => s), start, length: rows.length };
    start += rows.length;
    return part;
  });
  return { samples: samples.map((values) => Float64Array.from(order, (i) => values[i] as number)), parts };
}

import { bulkDraws, fillBelow, type Rng } from "../../core/index.js";
import { bootstrap } from "./bootstrap.js";
import { bootstrapBounds } from "./bounds.js";
import { lawOfReplicates, moments } from "./law.js";
import { type BootstrapOptions, requireLevel } from "./options.js";
import { BLOCK, blocksOf } from "./replicate.js";
import type { BootstrapResult } from "./result.js";

export interface ClusterOptions
  extends Pick<BootstrapOptions, "method" | "level" | "resamples" | "quantile" | "ties" | "keepDistribution"> {
  /**
   * "pooled": all observations alike, sum over sum; "macro": each cluster alike, the mean of cluster means.
   * @default "macro"
   */
  readonly average?: "pooled" | "macro";
}

/**
 * An interval for a mean when observations come in clusters, such as several samples for each question: whole clusters are resampled. Treating the
 * observations as independent would give an interval that is too narrow wherever clusters differ. Given index sets list positions of clusters.
 *
 * The macro average is a mean of cluster means, the pooled one a ratio of means, so that `bootstrap` and its ideal laws apply.
 *
 * @param clusters the observations of each cluster; sizes may differ
 * @param rng used only where resamples are drawn
 * @throws RangeError unless there are two clusters, none empty
 * @see Davison and Hinkley 1997, section 3.8; Cameron, Gelbach and Miller 2008
 * @example
 * clusterBootstrap([[1, 1], [0], [1, 0, 1], [0, 0]], null).estimate; // => (1 + 0 + 2 / 3 + 0) / 4
 * clusterBootstrap([[1, 1], [0], [1, 0, 1], [0, 0]], null, { average: "pooled" }).estimate; // => 4 / 8
 */
export function clusterBootstrap(
  clusters: readonly ArrayLike<number>[],
  rng: Rng | null,
  options: ClusterOptions = {},
): BootstrapResult {
  const { average = "macro", ...rest } = options;
  const { sums, sizes } = clusterSums("clusterBootstrap", clusters);
  if (average === "macro")
    return bootstrap(
      sums.map((sum, c) => sum / (sizes[c] as number)),
      "mean",
      rng,
      rest,
    );
  return bootstrap([sums, sizes], "meanRatio", rng, { ...rest, paired: true });
}

function clusterSums(
  caller: string,
  clusters: readonly ArrayLike<number>[],
): { readonly sums: Float64Array; readonly sizes: Float64Array } {
  if (clusters.length < 2) throw new RangeError(`${caller} requires at least two clusters, got ${clusters.length}`);
  const sums = Float64Array.from(clusters, (cluster, c) => {
    if (cluster.length === 0)
      throw new RangeError(`${caller} requires observations in each cluster, got none in cluster ${c}`);
    let sum = 0;
    for (let i = 0; i < cluster.length; i++) {
      const value = cluster[i] as number;
      if (!Number.isFinite(value))
        throw new RangeError(`${caller} requires finite numbers, got ${value} at index ${i} of cluster ${c}`);
      sum += value;
    }
    return sum;
  });
  return { sums, sizes: Float64Array.from(clusters, (cluster) => cluster.length) };
}

export interface TwoLevelOptions {
  /** @default "macro" */
  readonly average?: "pooled" | "macro";
  /** `expanded` widens the percentiles for few clusters, as Student's quantile with their number less one does. @default "percentile" */
  readonly method?: "percentile" | "expanded" | "basic" | "normal";
  /** @default 0.95 */
  readonly level?: number;
  /** @default 9999 */
  readonly resamples?: number;
  /** @default false */
  readonly keepDistribution?: boolean;
}

export interface TwoLevelResult extends BootstrapResult {
  /** Standard error when the clusters stay and only their observations are drawn anew. */
  readonly withinError: number;
}

/**
 * The two-level bootstrap: clusters are resampled, then observations within each drawn cluster. It answers for new questions and new samples at once; its
 * spread is somewhat larger than that of `clusterBootstrap`, which already holds the noise of the samples that were seen, so it leans wide
 * when clusters hold few observations.
 *
 * @param clusters the observations of each cluster
 * @throws RangeError unless there are two clusters, none empty
 * @see Davison and Hinkley 1997, section 3.8; Owen 2007, "The pigeonhole bootstrap"
 * @example
 * twoLevelBootstrap([[1, 1, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0]], createRng("doc")).estimate; // => 0.5
 */
export function twoLevelBootstrap(
  clusters: readonly ArrayLike<number>[],
  rng: Rng,
  options: TwoLevelOptions = {},
): TwoLevelResult {
  const { average = "macro", method = "percentile", level = 0.95, resamples = 9999 } = options;
  requireLevel("twoLevelBootstrap", level);
  if (!Number.isSafeInteger(resamples) || resamples < 2)
    throw new RangeError(`twoLevelBootstrap requires at least two resamples, got ${resamples}`);
  const { sums, sizes } = clusterSums("twoLevelBootstrap", clusters);
  const values = clusters.map((cluster) => Float64Array.from(cluster));
  const macro = average === "macro";
  const total = sizes.reduce((a, b) => a + b, 0);
  const estimate = macro
    ? sums.reduce((sum, s, c) => sum + s / (sizes[c] as number), 0) / sums.length
    : sums.reduce((a, b) => a + b, 0) / total;
  const out = new Float64Array(resamples);
  const chosen = new Uint32Array(values.length);
  const within = values.map((cluster) => new Uint32Array(cluster.length));
  for (let block = 0; block < blocksOf(resamples); block++) {
    const state = bulkDraws(rng.fork(block));
    for (let b = block * BLOCK; b < Math.min(resamples, (block + 1) * BLOCK); b++) {
      fillBelow(values.length, chosen, state);
      let top = 0;
      let bottom = 0;
      for (const c of chosen) {
        const cluster = values[c] as Float64Array;
        const drawn = within[c] as Uint32Array;
        fillBelow(cluster.length, drawn, state);
        let sum = 0;
        for (const i of drawn) sum += cluster[i] as number;
        top += macro ? sum / cluster.length : sum;
        bottom += macro ? 1 : cluster.length;
      }
      out[b] = top / bottom;
    }
  }
  const law = lawOfReplicates(out, "type7");
  const bounds = bootstrapBounds({
    law,
    estimate,
    level,
    method,
    ties: "midrank",
    tolerance: 0,
    acceleration: () => Number.NaN,
    smallest: values.length,
  });
  // Variance of the average over fixed clusters when each cluster's own mean is drawn anew.
  const withinError = Math.sqrt(
    values.reduce((sum, cluster, c) => {
      const spread =
        cluster.length > 1 ? (moments(cluster).standardDeviation ** 2 * (cluster.length - 1)) / cluster.length : 0;
      const weight = macro ? 1 / values.length : (sizes[c] as number) / total;
      return sum + (weight * weight * spread) / cluster.length;
    }, 0),
  );
  return {
    estimate,
    low: bounds.low,
    high: bounds.high,
    method,
    level,
    standardError: law.standardDeviation,
    bias: law.mean - estimate,
    resamples,
    warnings:
      law.support[0] === law.support[1]
        ? [
            {
              code: "degenerate",
              message: `every resample gives ${estimate}, so that the bootstrap cannot see any uncertainty`,
            },
          ]
        : [],
    ...(options.keepDistribution === true ? { distribution: out } : {}),
    withinError,
  };
}

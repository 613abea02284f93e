/** Every way of making an interval. */
export const intervalMethods = [
  "percentile",
  "basic",
  "bca",
  "studentized",
  "expanded",
  "normal",
  "normalBiasCorrected",
] as const;

/** How an interval is made from the bootstrap distribution; `bootstrap` says what each is. */
export type IntervalMethod = (typeof intervalMethods)[number];

/** What a reader of an interval must know; nothing of this kind is decided in silence. */
export interface Warning {
  readonly code:
    | "degenerate"
    | "bca-undefined"
    | "non-finite-replicates"
    | "few-resamples"
    | "extreme-statistic"
    | "omitted-values";
  readonly message: string;
}

/** The numbers behind a BCa interval. */
export interface BcaDiagnostics {
  /** Share of replicates below the estimate. */
  readonly less: number;
  /** Share of replicates equal to the estimate within rounding. */
  readonly equal: number;
  /** Bias correction: normal quantile of `less` (+ half of `equal` under the midrank rule). */
  readonly z0: number;
  /** Acceleration from the jackknife. */
  readonly acceleration: number;
  /** The adjusted levels at which the distribution's quantiles were taken. */
  readonly levels: readonly [number, number];
}

export interface BootstrapResult {
  /** The statistic of the data as they are. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** The method that made `low` and `high`: the one asked for, unless a warning says otherwise. */
  readonly method: IntervalMethod;
  readonly level: number;
  /** Standard deviation of the bootstrap distribution. */
  readonly standardError: number;
  /** Mean of the bootstrap distribution minus the estimate. */
  readonly bias: number;
  /** How many replicates were used, or "ideal" for the law of infinitely many. */
  readonly resamples: number | "ideal";
  readonly warnings: readonly Warning[];
  /**
   * For an ideal law: how far its probabilities may be off. Rounding (1e-12) where the law is listed or summed on a lattice; for Fourier series an
   * estimate, not a bound: what the terms left out and the steps of the true law are worth.
   */
  readonly error?: number;
  readonly bca?: BcaDiagnostics;
  /** The replicates in the order they were drawn, when `keepDistribution` was asked for and they were drawn. */
  readonly distribution?: Float64Array;
  /** For the studentized method: the standard error of the estimate, and the t values when `keepDistribution` was asked for. */
  readonly studentized?: { readonly standardError: number; readonly t?: Float64Array };
}

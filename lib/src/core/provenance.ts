/**
 * Where a number comes from: *published* (transcribed from a paper), *measured* (a real run), *simulated* (a model of ours).
 * Every outcome, figure and table carries one, and no two are mixed without both being named.
 */
export type Provenance = (typeof provenances)[number];

/** Every provenance there is. */
export const provenances = ["published", "measured", "simulated"] as const;

import type { CurveFamily } from "../family.js";
import { betabinomial, exppow } from "./coverage.js";
import { constant, loglin, logquad } from "./log-polynomial.js";
import { aggregation, gaindecay, risefall } from "./rise-and-fall.js";
import { power, satexp } from "./saturating.js";
import { hill, logistic } from "./sigmoid.js";
import { majority } from "./vote.js";

/** The name of a family. */
export type FamilyName =
  | "const"
  | "loglin"
  | "exppow"
  | "betabinomial"
  | "majority"
  | "logquad"
  | "power"
  | "satexp"
  | "logistic"
  | "hill"
  | "risefall"
  | "gaindecay"
  | "aggregation";

/** Every family by its name, in the order of their parameters' number. */
export const families: Readonly<Record<FamilyName, CurveFamily>> = {
  const: constant,
  loglin,
  exppow,
  betabinomial,
  majority,
  logquad,
  power,
  satexp,
  logistic,
  hill,
  risefall,
  gaindecay,
  aggregation,
};

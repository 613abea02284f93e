import type { Instance } from "../simulator/index.js";
import { digestOf } from "./digest.js";

/** One text for equal laws, to eight digits: the last ones of a law differ between versions of Node. */
export function lawDigest({ law }: Instance): string {
  const plain = JSON.stringify(law, (_, value) => (typeof value === "number" ? value.toPrecision(8) : value));
  return digestOf([plain]);
}

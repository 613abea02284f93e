import { InvalidArgumentError } from "commander";
import type { IntervalMethod } from "../../stats/index.js";

/** Interval methods as the command line names them. */
export const METHODS: readonly IntervalMethod[] = [
  "bca",
  "percentile",
  "basic",
  "studentized",
  "expanded",
  "normal",
  "normalBiasCorrected",
];

/** A confidence level in (0, 1). */
export function parseLevel(text: string): number {
  const level = Number(text);
  if (!(level > 0 && level < 1)) throw new InvalidArgumentError("A rate between 0 and 1 is required, such as 0.95.");
  return level;
}

/** A whole number of at least two. */
export function parseResamples(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 2)
    throw new InvalidArgumentError("A whole number of at least two is required.");
  return count;
}

/** Whole numbers separated by commas, such as 1,5,10. */
export function parseKs(text: string): readonly number[] {
  const ks = text.split(",").map(Number);
  if (ks.some((k) => !Number.isSafeInteger(k) || k < 1))
    throw new InvalidArgumentError("Whole numbers of at least one, separated by commas, are required.");
  return ks;
}

/** Collects a repeated option. */
export const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** A confidence level in percent, as people write it: 0.57 is 57, not 56.99999999999999. */
export const inPercent = (level: number): number => Number((100 * level).toPrecision(12));

/** A confidence level at the head of a column: 57%. */
export const percent = (level: number) => `${inPercent(level)}%`;

/** Four significant digits, without the noise of more. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const text = Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(2);
  return Math.abs(value) >= 1e4 ? value.toPrecision(6) : text;
}

/** A p value: four digits, or that it is less than they can tell; no chance is zero. */
export const shortP = (p: number): string => (p < 1e-4 ? "< 0.0001" : shortNumber(p));

/** The same with its sign of equality: p = 0.0313, p < 0.0001. */
export const equalsP = (p: number): string => (p < 1e-4 ? `p ${shortP(p)}` : `p = ${shortP(p)}`);

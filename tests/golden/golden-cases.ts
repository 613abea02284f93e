import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

/** One reference case: what goes in, what a trusted implementation gave, and how close is close. */
export interface GoldenCase {
  readonly id: string;
  readonly kind?: string;
  readonly description: string;
  // The shape of both depends on the kind of case; the adapter of that kind knows it.
  // biome-ignore lint/suspicious/noExplicitAny: JSON of many shapes, read by one adapter each
  readonly inputs: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly expected: any;
  readonly tolerance: { readonly abs?: number; readonly rel?: number; readonly [key: string]: unknown };
}

/** The cases of `tests/golden/<name>.json`, with "NaN", "Infinity" and "-Infinity" read as numbers. */
export function goldenCases(name: string): readonly GoldenCase[] {
  const text = readFileSync(join(import.meta.dirname, `${name}.json`), "utf8");
  const numbers: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Infinity, "-Infinity": -Infinity };
  const file = JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" && value in numbers ? numbers[value] : value,
  );
  return file.cases;
}

/** |got - want| <= abs + rel |want|, through arrays. */
export function expectClose(
  got: unknown,
  want: unknown,
  tolerance: { readonly abs?: number; readonly rel?: number },
  what: string,
): void {
  if (typeof want === "number" && typeof got === "number") {
    if (Object.is(got, want)) return;
    const allowed = (tolerance.abs ?? 0) + (tolerance.rel ?? 0) * Math.abs(want);
    expect(Math.abs(got - want), `${what}: got ${got}, want ${want}`).toBeLessThanOrEqual(allowed);
    return;
  }
  const gotList = Array.from(got as ArrayLike<unknown>);
  const wantList = Array.from(want as ArrayLike<unknown>);
  expect(gotList.length, `${what}: length`).toBe(wantList.length);
  wantList.forEach((w, i) => {
    expectClose(gotList[i], w, tolerance, `${what}[${i}]`);
  });
}

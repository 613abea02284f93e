import fc from "fast-check";
import { createRng } from "isocompute/core";
import {
  type BootstrapOptions,
  bootstrap,
  type IntervalMethod,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from "isocompute/stats";
import { describe, expect, it } from "vitest";

const methods: readonly IntervalMethod[] = [
  "percentile",
  "basic",
  "bca",
  "expanded",
  "normal",
  "normalBiasCorrected",
  "studentized",
];
const cents = fc.array(
  fc.integer({ min: -500, max: 500 }).map((x) => x / 100),
  { minLength: 4, maxLength: 25 },
);
const method = fc.constantFrom(...methods);
/** Drawn resamples from one stream, or the ideal law. */
const resamples = fc.constantFrom<199 | "ideal">(199, "ideal");

const run = (data: readonly number[], options: BootstrapOptions) =>
  bootstrap(
    data,
    "mean",
    createRng("laws"),
    options.method === "studentized" ? { ...options, resamples: 199 } : options,
  );

/** Whether the data give the methods something to work on: spread, and a BCa that is defined. */
const lively = (data: readonly number[]) => new Set(data).size > 2;

describe("bootstrap(data, statistic, rng)", () => {
  it("never narrows when the level rises", () => {
    fc.assert(
      fc.property(
        cents.filter(lively),
        method,
        resamples,
        fc.tuple(fc.double({ min: 0.1, max: 0.99, noNaN: true }), fc.double({ min: 0.1, max: 0.99, noNaN: true })),
        (data, m, b, [p, q]) => {
          const narrow = run(data, { method: m, resamples: b, level: Math.min(p, q) });
          const wide = run(data, { method: m, resamples: b, level: Math.max(p, q) });
          fc.pre(narrow.method === wide.method);
          expect(wide.low).toBeLessThanOrEqual(narrow.low + 1e-12);
          expect(wide.high).toBeGreaterThanOrEqual(narrow.high - 1e-12);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("moves and stretches with the data", () => {
    fc.assert(
      fc.property(
        cents.filter(lively),
        method,
        resamples,
        fc.integer({ min: -1000, max: 1000 }),
        fc.constantFrom(-4, -0.25, 0.5, 3, 1000),
        (data, m, b, shift, scale) => {
          const plain = run(data, { method: m, resamples: b });
          const moved = run(
            data.map((x) => scale * x + shift),
            { method: m, resamples: b },
          );
          const ends = [scale * plain.low + shift, scale * plain.high + shift].sort((x, y) => x - y);
          const rounding = 1e-7 * (Math.abs(scale) + Math.abs(shift));
          expect(moved.method).toBe(plain.method);
          expect(Math.abs(moved.low - (ends[0] ?? 0))).toBeLessThanOrEqual(rounding);
          expect(Math.abs(moved.high - (ends[1] ?? 0))).toBeLessThanOrEqual(rounding);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("mirrors the ideal interval when the data change sign", () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 30 })
          .filter((d) => new Set(d).size > 10),
        (data) => {
          const plain = bootstrap(data, "mean", createRng("x"), {});
          const mirrored = bootstrap(
            data.map((x) => -x),
            "mean",
            createRng("x"),
            {},
          );
          fc.pre(plain.resamples === "ideal" && plain.error !== undefined && plain.error < 1e-6);
          expect(mirrored.low).toBeCloseTo(-plain.high, 5);
          expect(mirrored.high).toBeCloseTo(-plain.low, 5);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("does not depend on the order of the data, in the ideal law", () => {
    fc.assert(
      fc.property(cents.filter(lively), fc.constantFrom("percentile", "bca", "basic", "normal"), (data, m) => {
        const ideal = { method: m, resamples: "ideal" } as const;
        const plain = run(data, ideal);
        const sorted = run(
          [...data].sort((x, y) => x - y),
          ideal,
        );
        expect(sorted.low).toBeCloseTo(plain.low, 10);
        expect(sorted.high).toBeCloseTo(plain.high, 10);
      }),
      { numRuns: 100 },
    );
  });

  it("repeats under the same stream, differs under another, and leaves the stream where it was", () => {
    const data = Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const drawn = (seed: string) => bootstrap(data, "mean", createRng(seed), { resamples: 500 });
    expect(drawn("a")).toEqual(drawn("a"));
    expect(drawn("a").low).not.toBe(drawn("b").low);
    const rng = createRng("a");
    bootstrap(data, "mean", rng, { resamples: 500 });
    expect(rng.uniform()).toBe(createRng("a").uniform());
  });

  it("draws the numbers it has always drawn, on every Node", () => {
    const data = Array.from({ length: 30 }, (_, i) => (i * i) % 17);
    const { low, high } = bootstrap(data, "mean", createRng("fixed"), { resamples: 500, method: "percentile" });
    expect([low, high]).toMatchInlineSnapshot(`
      [
        6.233333333333333,
        10.101666666666665,
      ]
    `);
  });

  it("gives a function of one's own what the name gives", () => {
    const data = Array.from({ length: 30 }, (_, i) => Math.cos(i));
    const mean = (x: Float64Array | undefined) =>
      (x ?? new Float64Array()).reduce((a, b) => a + b, 0) / (x?.length ?? 1);
    const own = bootstrap(data, mean, createRng("own"), { resamples: 400 });
    const named = bootstrap(data, "mean", createRng("own"), { resamples: 400 });
    expect(own.low).toBeCloseTo(named.low, 12);
    expect(own.high).toBeCloseTo(named.high, 12);
    expect(own.bca?.acceleration).toBeCloseTo(named.bca?.acceleration ?? 9, 12);
  });

  it("sums a difference the same paired as by hand", () => {
    const x = [0.3, 0.5, 0.9, 0.1, 0.7, 0.65];
    const y = [0.2, 0.55, 0.6, 0.1, 0.4, 0.6];
    const paired = bootstrap([x, y], "meanDifference", null, { paired: true });
    const byHand = bootstrap(
      x.map((v, i) => v - (y[i] as number)),
      "mean",
      null,
    );
    expect([paired.low, paired.high]).toEqual([byHand.low, byHand.high]);
  });
});

describe("distributions", () => {
  it("invert each other", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }),
        fc.double({ min: 0.5, max: 200, noNaN: true }),
        (p, df) => {
          expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 11);
          expect(studentCdf(studentQuantile(p, df), df) / p).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("match tabled values", () => {
    // Abramowitz and Stegun, tables 26.1 and 26.10; tails by 40-digit arithmetic.
    expect(normalCdf(-6)).toBeCloseTo(9.865876450376981e-10, 22);
    expect(normalCdf(-10) / 7.61985302416047e-24).toBeCloseTo(1, 12);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 12);
    // Three degrees of freedom have a closed form: 1/2 + (u / (1 + u²) + atan u) / π with u = t / √3.
    const u = studentQuantile(0.995, 3) / Math.sqrt(3);
    expect(0.5 + (u / (1 + u * u) + Math.atan(u)) / Math.PI).toBeCloseTo(0.995, 14);
    expect(studentQuantile(0.95, 1)).toBeCloseTo(6.313751514675041, 10);
  });
});

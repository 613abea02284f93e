import { join } from "node:path";
import fc from "fast-check";
import { findModel, findTask, flopsCost, loadTask, samplesFor, type Workload } from "isocompute/allocation";
import { at, type BudgetUnits, budgetUnits, type Samples, samples } from "isocompute/core";
import { readTable } from "isocompute/tables";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const workloads = fc.record({
  parameters: fc.oneof(
    fc.integer({ min: 1, max: 2000 }).map((b) => b * 1e8),
    fc.integer({ min: 1, max: 4e12 }),
  ),
  promptTokens: fc.integer({ min: 0, max: 200_000 }),
  outputTokens: fc.integer({ min: 1, max: 50_000 }),
});
const counts = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 1e9 })).map(samples);

/** The formula as the paper's form has it: u * ((a * p / r) * (r + S) - 1). */
function publishedForm({ parameters, promptTokens, outputTokens }: Workload, s: number): number {
  const a = parameters / 3e9;
  const r = promptTokens / outputTokens;
  const u = 128 / 64;
  const p = promptTokens / 128;
  return u * (((a * p) / r) * (r + s) - 1);
}

describe("flopsCost(workload, samples)", () => {
  it("gives the base workload one unit per sample", () => {
    const base = { parameters: 3e9, promptTokens: 128, outputTokens: 64 };
    for (const s of [1, 2, 100]) expect(flopsCost(base, samples(s))).toBe(s);
  });

  it("is the published formula", () => {
    fc.assert(
      fc.property(workloads, counts, (workload, s) => {
        fc.pre(workload.promptTokens > 0);
        const wanted = publishedForm(workload, s);
        expect(Math.abs(flopsCost(workload, s) - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(4, Math.abs(wanted)));
      }),
    );
  });

  it("is the double nearest to the true value", () => {
    fc.assert(
      fc.property(workloads, counts, (workload, s) => {
        const cost = flopsCost(workload, s);
        const work = BigInt(workload.parameters) * BigInt(workload.promptTokens + s * workload.outputTokens);
        const unit = 192_000_000_000n;
        const numerator = work - 2n * unit;
        // |cost - numerator/unit| must not be beaten by either neighbouring double; 2^1074 * cost is an integer.
        const distance = (value: number) => {
          const d = scaled(value) * unit - (numerator << 1074n);
          return d < 0n ? -d : d;
        };
        for (const other of neighbours(cost)) expect(distance(cost) <= distance(other)).toBe(true);
      }),
    );
  });

  it("rises with samples, parameters and either length", () => {
    fc.assert(
      fc.property(workloads, fc.integer({ min: 1, max: 1000 }).map(samples), (workload, s) => {
        const cost = flopsCost(workload, s);
        expect(flopsCost(workload, samples(s + 1))).toBeGreaterThan(cost);
        expect(flopsCost({ ...workload, outputTokens: workload.outputTokens + 1 }, s)).toBeGreaterThan(cost);
        expect(flopsCost({ ...workload, promptTokens: workload.promptTokens + 1 }, s)).toBeGreaterThan(cost);
        expect(flopsCost({ ...workload, parameters: workload.parameters + 1e6 }, s)).toBeGreaterThan(cost);
      }),
    );
  });

  it("refuses what is no workload, and says what it got", () => {
    const good = { parameters: 3e9, promptTokens: 0, outputTokens: 1 };
    expect(flopsCost(good, samples(1))).toBe((3e9 - 2 * 192e9) / 192e9);
    expect(() => flopsCost({ ...good, parameters: 3.5 }, samples(1))).toThrow(
      "flopsCost requires an integer of at least 1 for parameters, got 3.5",
    );
    expect(() => flopsCost({ ...good, promptTokens: -1 }, samples(1))).toThrow("at least 0 for promptTokens, got -1");
    expect(() => flopsCost({ ...good, outputTokens: 0 }, samples(1))).toThrow("at least 1 for outputTokens, got 0");
    expect(() => flopsCost(good, 1.5 as Samples)).toThrow("at least one for samples, got 1.5");
  });

  it("counts in the units of another base workload when asked", () => {
    const workload = { parameters: 7e9, promptTokens: 100, outputTokens: 10 };
    for (const s of [1, 5]) expect(flopsCost(workload, samples(s), { base: workload })).toBe(s);
  });
});

describe("samplesFor(workload, budget)", () => {
  it("gives back every number of samples from its own cost, on the grid where truncation loses some", () => {
    let lost = 0;
    let points = 0;
    for (const billions of [1.5, 2, 3, 3.8, 7, 8, 9, 14, 27, 32, 70, 72])
      for (const promptTokens of [128, 256, 1024])
        for (const outputTokens of [64, 128, 256, 512, 1024, 1536, 2048, 3000, 4096])
          for (let s = 1; s <= 100; s++) {
            const workload = { parameters: billions * 1e9, promptTokens, outputTokens };
            expect(samplesFor(workload, flopsCost(workload, samples(s)))).toBe(s);
            const perSample = ((billions / 3) * (promptTokens / 128)) / (promptTokens / outputTokens);
            if (Math.trunc((publishedForm(workload, s) / 2 + 1) / perSample - promptTokens / outputTokens) !== s)
              lost++;
            points++;
          }
    expect(points).toBe(32_400);
    expect(lost).toBeGreaterThan(1000); // by the published form and truncation, or the grid would prove nothing
  });

  it("gives back every number of samples from its own cost, whatever the workload", () => {
    fc.assert(
      fc.property(workloads, counts, (workload, s) => {
        expect(samplesFor(workload, flopsCost(workload, s))).toBe(s);
      }),
    );
  });

  it("is the most that the budget pays for", () => {
    fc.assert(
      fc.property(workloads, fc.double({ min: -10, max: 1e6, noNaN: true }), (workload, budget) => {
        fc.pre((budget * 192e9) / (workload.parameters * workload.outputTokens) < 2 ** 50);
        const most = samplesFor(workload, budgetUnits(budget));
        if (most > 0) expect(flopsCost(workload, samples(most))).toBeLessThanOrEqual(budget);
        expect(flopsCost(workload, samples(most + 1))).toBeGreaterThan(budget);
      }),
    );
  });

  it("is zero where not even one sample is affordable", () => {
    const workload = { parameters: 72e9, promptTokens: 2048, outputTokens: 128 };
    expect(samplesFor(workload, budgetUnits(813.99))).toBe(0);
    expect(samplesFor(workload, budgetUnits(814))).toBe(1);
    expect(() => samplesFor(workload, Number.POSITIVE_INFINITY as BudgetUnits)).toThrow("finite budget, got Infinity");
    const tiny = { parameters: 1, promptTokens: 0, outputTokens: 1 };
    expect(() => samplesFor(tiny, budgetUnits(1e6))).toThrow("a budget of less than 2^52 samples, got 1000000");
  });
});

describe("the published budgets", () => {
  const textvqa = loadTask(findTask("textvqa", root));
  const math = loadTask(findTask("math", root));
  const columns = { model: "string", samples: "integer", budget: "number", accuracy: "rate" } as const;
  const rows = [
    ...readTable(join(root, "data/textvqa_scaling.csv"), { stage: "string", ...columns }).map((row) => ({
      ...row,
      stage: textvqa.stages.find((stage) => stage.name === row.stage) ?? at(textvqa.stages, 0),
    })),
    ...readTable(join(root, "data/math_scaling.csv"), columns).map((row) => ({ ...row, stage: at(math.stages, 0) })),
  ];

  it("come out in all 89 cells, up to the rounding of two decimals", () => {
    expect(rows).toHaveLength(69 + 20);
    const errors = rows.map(({ stage, model, samples: s, budget }) => {
      const { promptTokens, outputTokens } = stage;
      return Math.abs(flopsCost({ ...findModel(model, stage), promptTokens, outputTokens }, samples(s)) - budget);
    });
    expect(Math.max(...errors)).toBeLessThanOrEqual(0.005);
    expect(Math.max(...errors)).toBeGreaterThan(0.003); // a third of a unit, rounded: no error at all would be suspicious
  });
});

/** value * 2^1074, exactly. */
function scaled(value: number): bigint {
  let whole = value;
  let halvings = 0;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    halvings++;
  }
  return BigInt(whole) << BigInt(1074 - halvings);
}

/** The doubles just below and just above. */
function neighbours(value: number): number[] {
  const ulp = 2 ** (Math.floor(Math.log2(Math.abs(value) || 1)) - 52);
  return [value - ulp / 2, value + ulp / 2, value - ulp, value + ulp].filter((v) => v !== value);
}

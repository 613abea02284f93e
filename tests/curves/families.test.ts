import fc from "fast-check";
import { type CurveFamily, defineFamily, families } from "isocompute/curves";
import { describe, expect, it } from "vitest";

const all: readonly CurveFamily[] = Object.values(families);

/** A parameter vector somewhere inside the family's box, away from its edges. */
function thetaOf(family: CurveFamily, shares: readonly number[]): number[] {
  return family.parameters.map((p, j) => {
    const [low, high] = [Math.max(p.lower, -3), Math.min(p.upper, 40)];
    const share = 0.05 + 0.9 * (shares[j] ?? 0.5);
    return low > 0 && high / low > 100 ? low * (high / low) ** share : low + (high - low) * share;
  });
}

describe.each(all.map((family) => [family.name, family] as const))("the family %s", (name, family) => {
  it("has the derivatives of its formula", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        fc.double({ min: 0.5, max: 80, noNaN: true }),
        (shares, x) => {
          const theta = thetaOf(family, shares);
          const gradient = new Float64Array(theta.length);
          family.gradient(theta, x, gradient);
          theta.forEach((value, j) => {
            const h = 1e-6 * Math.max(1e-3, Math.abs(value));
            const at = (shift: number) => family.evaluate(theta.with(j, value + shift), x);
            const numeric = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
            const size =
              1e-6 * Math.abs(numeric) + (1e-7 * Math.max(1, Math.abs(at(0)))) / Math.max(1e-3, Math.abs(value));
            expect(
              Math.abs((gradient[j] ?? 0) - numeric),
              `${name} d/d${family.parameters[j]?.name} at ${theta}, ${x}`,
            ).toBeLessThanOrEqual(size);
          });
        },
      ),
    );
  });
  it("is affine in the parameters it calls linear", () => {
    const theta = thetaOf(family, [0.3, 0.4, 0.5, 0.6]);
    family.parameters.forEach((p, j) => {
      if (!p.linear) return;
      const at = (value: number) => family.evaluate(theta.with(j, value), 7);
      expect(at(0.2) - at(0.1)).toBeCloseTo(at(0.9) - at(0.8), 12);
    });
  });
  it("approaches its asymptote and is highest at its peak", () => {
    const theta = thetaOf(family, [0.5, 0.5, 0.4, 0.2]);
    const limit = family.asymptote?.(theta);
    if (limit !== undefined) {
      const gap = (x: number) => Math.abs(family.evaluate(theta, x) - limit);
      expect(gap(1e12)).toBeLessThanOrEqual(gap(10) + 1e-12);
    }
    const peak = family.peak?.(theta);
    if (peak === undefined || !Number.isFinite(peak)) return;
    const top = family.evaluate(theta, peak);
    for (const factor of [0.5, 0.9, 0.99, 1.01, 1.1, 2])
      expect(family.evaluate(theta, peak * factor)).toBeLessThanOrEqual(top);
  });
  it("says what every parameter means", () => {
    for (const p of family.parameters) expect([p.meaning, p.unit].every((text) => text.length > 0)).toBe(true);
    expect(families[family.name as keyof typeof families]).toBe(family);
  });
});

describe("defineFamily(definition)", () => {
  it("takes a user's own family", () => {
    const line = defineFamily({
      name: "line",
      title: "straight line",
      formula: "y = m x",
      parameters: [{ name: "m", meaning: "slope", unit: "1/samples", lower: 0, upper: 1, linear: true }],
      x: "nonnegative",
      y: "any",
      curve(theta, x, _logX, gradient, offset) {
        gradient[offset] = x;
        return (theta[0] ?? 0) * x;
      },
      grid: () => [[[]]],
    });
    expect(line.evaluate([0.5], 3)).toBe(1.5);
  });
  it("refuses a box turned inside out", () => {
    const [a] = families.const.parameters;
    if (a === undefined) throw new Error("const has a parameter");
    expect(() => defineFamily({ ...families.const, parameters: [{ ...a, lower: 1, upper: 0 }] })).toThrow(
      "lower < upper for const.a, got [1, 0]",
    );
  });
});

import { createRng } from "isocompute/core";
import {
  bestK,
  type Derived,
  type Fit,
  families,
  fit as fitCurve,
  plateauOnset,
  profileInterval,
} from "isocompute/curves";
import { describe, expect, it } from "vitest";

// Twelve sample counts, binomial noise: the curves a lab really measures. 400 runs know a coverage of 95 % to ± 1.1 %.
const k = [1, 2, 3, 5, 8, 12, 18, 25, 35, 50, 70, 100];
const RUNS = 400;

interface Question {
  readonly name: string;
  readonly family: keyof typeof families;
  readonly theta: readonly number[];
  readonly truth: number;
  ask(fit: Fit): Pick<Derived & { kind: "found" }, "low" | "high"> | undefined;
}

const found = (derived: Derived) => (derived.kind === "found" ? derived : undefined);

const questions: readonly Question[] = [
  {
    name: "asymptote of a power law",
    family: "power",
    theta: [0.8, 0.35, 0.7],
    truth: 0.8,
    ask: (f) => profileInterval(f, "a"),
  },
  {
    name: "asymptote of an exponential",
    family: "satexp",
    theta: [0.82, 0.4, 0.15],
    truth: 0.82,
    ask: (f) => profileInterval(f, "a"),
  },
  {
    name: "plateau onset of an exponential",
    family: "satexp",
    theta: [0.82, 0.4, 0.15],
    truth: Math.log(0.4 / 0.02) / 0.15,
    ask: (f) => found(plateauOnset(f, { epsilon: 0.02 })),
  },
  {
    name: "peak of a parabola in ln k",
    family: "logquad",
    theta: [0.4, 0.25, -0.04],
    truth: Math.exp(0.25 / 0.08),
    ask: (f) => found(bestK(f)),
  },
];

describe.each(questions)("the 95 % interval for the $name", ({ name, family, theta, truth, ask }) => {
  it.each([50, 100, 500])("covers 92 to 98 % of the time with %i questions", (trials) => {
    const rng = createRng(`coverage-${name}-${trials}`);
    let covered = 0;
    let asked = 0;
    for (let r = 0; r < RUNS; r++) {
      const y = k.map((x) => {
        const p = families[family].evaluate(theta, x);
        let hits = 0;
        for (let i = 0; i < trials; i++) if (rng.uniform() < p) hits++;
        return hits / trials;
      });
      const interval = ask(fitCurve(families[family], k, y, { trials }));
      if (interval === undefined) continue;
      asked++;
      if (interval.low <= truth && truth <= interval.high) covered++;
    }
    expect(asked).toBeGreaterThan(0.95 * RUNS);
    expect(covered / asked).toBeGreaterThanOrEqual(0.92);
    expect(covered / asked).toBeLessThanOrEqual(0.98);
  });
});

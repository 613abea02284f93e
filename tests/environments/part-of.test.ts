import { createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { type Environment, type EvaluateOptions, partOf } from "isocompute/environments";
import { describe, expect, it } from "vitest";
import { scoredOutcome } from "../trials/scored-outcome.js";

const task = parseTask(exampleTask);
const { cheapest } = createSpace(task);

/** A world whose methods need the object they are of. */
class Counting implements Environment {
  readonly name = "counting";
  readonly task = task;
  readonly questions = 10;
  readonly price = 3;
  identity() {
    return { price: this.price };
  }
  unitsOf(_: unknown, { questions = [] }: Pick<EvaluateOptions, "questions"> = {}) {
    return questions.reduce((sum, i) => sum + i, 0) * this.price;
  }
  async evaluate(allocation: typeof cheapest, { questions = [] }: EvaluateOptions = {}) {
    return scoredOutcome(questions.length / this.questions, allocation);
  }
}

describe("partOf(whole, chosen)", () => {
  it("asks a world written as a class by its own numbers of the questions", async () => {
    const part = partOf(new Counting(), [2, 5, 7]);
    expect(part.unitsOf?.(cheapest)).toBe(42);
    expect(part.unitsOf?.(cheapest, { questions: [1] })).toBe(15);
    expect(await part.evaluate(cheapest, { questions: [0, 2] })).toMatchObject({ score: 0.2 });
    expect(part.identity?.()).toEqual({ price: 3, questions: [2, 5, 7] });
  });

  it("has no charge of its own where the whole has none", () => {
    const { unitsOf: _, ...rest } = new Counting();
    expect(
      partOf({ ...rest, evaluate: async () => ({ kind: "missing", why: "no such row" }) }, [0]),
    ).not.toHaveProperty("unitsOf");
  });
});

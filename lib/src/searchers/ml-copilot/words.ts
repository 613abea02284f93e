import type { Allocation, Space } from "../../allocation/index.js";
import { type Samples, samples } from "../../core/index.js";
import type { Amounts } from "../language/allocation-form.js";
import { shown } from "../language/form.js";

/** The words that stand for numbers of samples, from few to many. */
export const amountWords = ["very small", "small", "medium", "large", "very large"] as const;

/** At which quantile of good configurations each word stands. */
const QUANTILES = [0.1, 0.3, 0.5, 0.7, 0.9];

/** What each word means at each stage, in the stages' order. */
export type Vocabulary = readonly (readonly Samples[])[];

/**
 * A vocabulary out of good allocations: each word is the nearest value at its quantile of their numbers of samples. Where there are none yet,
 * of every value that some allocation of the space can have at that stage, on a log scale.
 */
export function vocabularyOf(space: Space, good: readonly Allocation[]): Vocabulary {
  return space.task.stages.map((_, stage) => {
    const seen = good.map((allocation) => allocation[stage]?.samples ?? 1).sort((a, b) => a - b);
    const values = seen.length > 0 ? seen : affordable(space, stage);
    return QUANTILES.map((q) => samples(seen.length > 0 ? quantile(values, q) : logQuantile(values, q)));
  });
}

/** The numbers of samples that the cheapest model of a stage can have, ascending. */
function affordable(space: Space, stage: number): number[] {
  const some = space.grid.filter((count) =>
    space.contains(space.cheapest.map((choice, i) => (i === stage ? { ...choice, samples: samples(count) } : choice))),
  );
  return some.length > 0 ? some : space.grid.slice(0, 1);
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.round(q * (sorted.length - 1))] ?? 1;
}

function logQuantile(sorted: readonly number[], q: number): number {
  const least = sorted[0] ?? 1;
  const most = sorted.at(-1) ?? least;
  const wanted = Math.log(least) + q * (Math.log(most) - Math.log(least));
  return sorted.reduce((a, b) => (Math.abs(Math.log(b) - wanted) < Math.abs(Math.log(a) - wanted) ? b : a), least);
}

/** An allocation in words: each number of samples as the word whose value is nearest on a log scale. */
export function inWords(allocation: Allocation, vocabulary: Vocabulary): string {
  return allocation
    .map(({ stage, model, samples: count }, i) => {
      const values = vocabulary[i] ?? [];
      const off = (value: number) => Math.abs(Math.log(value / count));
      let nearest = 0;
      for (const [w, value] of values.entries()) if (off(value) < off(values[nearest] ?? 1)) nearest = w;
      return `${stage}: ${model} with ${amountWords[nearest]} samples`;
    })
    .join("; ");
}

/** The legend of a vocabulary: what each word stands for at each stage. */
export function legend(space: Space, vocabulary: Vocabulary): string {
  return space.task.stages
    .map(({ name }, i) => {
      const meanings = amountWords.map((word, w) => `${word} = ${vocabulary[i]?.[w] ?? 1}`);
      return `For ${name}, numbers of samples are given in words: ${meanings.join(", ")}.`;
    })
    .join("\n");
}

/** Numbers of samples as words of a vocabulary. */
export function wordAmounts(space: Space, vocabulary: Vocabulary): Amounts {
  return {
    schema: { type: "string", enum: [...amountWords] },
    read(value, stage) {
      const word = (amountWords as readonly unknown[]).indexOf(value);
      const values = vocabulary[space.task.stages.findIndex(({ name }) => name === stage.name)];
      const meant = values?.[word];
      return (
        meant ??
        `"samples" of ${JSON.stringify(stage.name)} requires one of ${amountWords.map((w) => `"${w}"`).join(", ")}, got ${shown(value)}`
      );
    },
  };
}

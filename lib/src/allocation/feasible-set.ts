import type { OptionTable } from "./option-table.js";
import type { Allocation, StageChoice } from "./task.js";

/** The combinations of options, one per stage, that cost no more than the capacity together; in lexicographic order. */
export interface FeasibleSet extends Iterable<Allocation> {
  readonly size: number;
  at(index: number): Allocation;
  indexOf(allocation: Allocation): number;
  /** The option numbers of an allocation, one per stage, or `null` if it is not in the set. */
  optionsOf(allocation: Allocation): readonly number[] | null;
}

/** One stage as flat arrays: option j costs quanta[j]. The first option of each model stands in `starts`, the end last. */
interface FlatStage {
  readonly quanta: Float64Array;
  readonly choices: readonly StageChoice[];
  readonly starts: readonly number[];
  readonly numbers: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** The least that the stages after this one cost. */
  readonly after: number;
}

export function feasibleSet(table: OptionTable): FeasibleSet {
  const stages = flatten(table);
  const counts = stages.map(() => new Map<number, number>());

  /** How many ways the stages from i on can spend at most `left`. */
  const count = (i: number, left: number): number => {
    const stage = stages[i];
    if (stage === undefined) return 1;
    const known = counts[i]?.get(left);
    if (known !== undefined) return known;
    let total = 0;
    forAffordable(stage, left, (j, rest) => {
      total += i === stages.length - 1 ? 1 : count(i + 1, rest);
      return j >= 0;
    });
    counts[i]?.set(left, total);
    return total;
  };

  const size = () => {
    const total = count(0, table.capacity);
    if (total > Number.MAX_SAFE_INTEGER)
      throw new RangeError(`a space can number at most 2^53 allocations, this one has about ${total.toExponential(1)}`);
    return total;
  };

  const optionsOf = (allocation: Allocation): readonly number[] | null => {
    if (allocation.length !== stages.length) return null;
    let left = table.capacity;
    const options: number[] = [];
    for (const [i, { stage, model, samples }] of allocation.entries()) {
      const j = stages[i]?.numbers.get(`${stage}=${model}`)?.get(samples);
      if (j === undefined) return null;
      left -= stages[i]?.quanta[j] ?? 0;
      options.push(j);
    }
    return left >= 0 ? options : null;
  };

  return {
    get size() {
      return size();
    },
    optionsOf,
    at(index) {
      let before = index;
      let left = table.capacity;
      return stages.map((stage, i) => {
        let found = 0;
        let remaining = left;
        forAffordable(stage, left, (j, rest) => {
          const ways = count(i + 1, rest);
          found = j;
          remaining = rest;
          if (before < ways) return false;
          before -= ways;
          return true;
        });
        left = remaining;
        return stage.choices[found] as StageChoice;
      });
    },
    indexOf(allocation) {
      const options = optionsOf(allocation);
      if (options === null) return -1;
      let index = 0;
      let left = table.capacity;
      for (const [i, stage] of stages.entries()) {
        const wanted = options[i] ?? 0;
        forAffordable(stage, left, (j, rest) => {
          if (j >= wanted) return false;
          index += count(i + 1, rest);
          return true;
        });
        left -= stage.quanta[wanted] ?? 0;
      }
      return index;
    },
    *[Symbol.iterator]() {
      yield* complete([], 0, table.capacity);
    },
  };

  function* complete(chosen: readonly StageChoice[], i: number, left: number): Generator<Allocation> {
    const stage = stages[i];
    if (stage === undefined) {
      yield chosen;
      return;
    }
    const affordable: number[] = [];
    forAffordable(stage, left, (j) => affordable.push(j) > 0);
    for (const j of affordable) {
      const next = [...chosen, stage.choices[j] as StageChoice];
      if (i === stages.length - 1) yield next;
      else yield* complete(next, i + 1, left - (stage.quanta[j] ?? 0));
    }
  }
}

/** Visits, in order, the options that leave enough for the stages after, with what they leave; ends when `visit` says false. */
function forAffordable(stage: FlatStage, left: number, visit: (option: number, rest: number) => boolean): void {
  const { quanta, starts, after } = stage;
  for (let m = 0; m + 1 < starts.length; m++) {
    const end = starts[m + 1] ?? 0;
    for (let j = starts[m] ?? 0; j < end; j++) {
      const rest = left - (quanta[j] as number);
      if (rest < after) break; // dearer with every sample
      if (!visit(j, rest)) return;
    }
  }
}

function flatten(table: OptionTable): FlatStage[] {
  let after = 0;
  return table.stages
    .toReversed()
    .map(({ models, cheapest }): FlatStage => {
      const choices = models.flatMap((m) => m.choices);
      const quanta = Float64Array.from(models.flatMap((m) => [...m.quanta]));
      const starts = [0];
      for (const m of models) starts.push((starts.at(-1) ?? 0) + m.quanta.length);
      const numbers = new Map<string, Map<number, number>>();
      for (const [j, { stage, model, samples }] of choices.entries()) {
        const key = `${stage}=${model}`;
        numbers.set(key, (numbers.get(key) ?? new Map()).set(samples, j));
      }
      const flat = { quanta, choices, starts, numbers, after };
      after += cheapest;
      return flat;
    })
    .toReversed();
}

import { DataError, type Rng, shuffled } from "../../core/index.js";

/** Two lists of examples that share none. */
export interface Split<E> {
  readonly train: readonly E[];
  readonly test: readonly E[];
}

/**
 * Splits examples at random into two disjoint parts. Of examples of the same key, such as the same question asked twice, the first
 * alone takes part.
 *
 * @param examples with `key`, which names an example by its content
 * @param rng fixes the split
 * @param sizes how many examples of each part
 * @throws RangeError if the sizes are no counts, or there are not enough distinct examples
 * @example
 * const split = splitExamples({ examples: ["a", "b", "c", "b"], key: (x) => x }, createRng("split"), { train: 1, test: 2 });
 * [...split.train, ...split.test].sort(); // => ["a", "b", "c"]
 */
export function splitExamples<E>(
  { examples, key }: { readonly examples: readonly E[]; readonly key: (example: E) => string },
  rng: Rng,
  sizes: { readonly train: number; readonly test: number },
): Split<E> {
  const { train, test } = sizes;
  for (const [part, size] of Object.entries({ train, test }))
    if (!Number.isSafeInteger(size) || size < 0)
      throw new RangeError(`splitExamples requires a whole number of examples to ${part}, got ${size}`);
  const byKey = new Map<string, E>();
  for (const example of examples) if (!byKey.has(key(example))) byKey.set(key(example), example);
  const distinct = [...byKey.values()];
  if (train + test > distinct.length)
    throw new RangeError(`splitExamples requires ${train + test} distinct examples, got ${distinct.length}`);
  const order = shuffled(distinct, rng);
  return { train: order.slice(0, train), test: order.slice(train, train + test) };
}

/**
 * Refuses a test file that holds examples of the training file: as distributed, the test files of CWQ, WebQSP and SRDD begin with
 * their training rows.
 *
 * @param test with the path that the error names
 * @throws DataError with the number of shared examples and the first of them
 * @example
 * refuseOverlap({ examples: ["a"], key: (x) => x }, { examples: ["b"], file: "test.json" }); // => undefined
 */
export function refuseOverlap<E>(
  train: { readonly examples: readonly E[]; readonly key: (example: E) => string },
  test: { readonly examples: readonly E[]; readonly file: string },
): void {
  const known = new Set(train.examples.map(train.key));
  const shared = test.examples.flatMap((example, index) =>
    known.has(train.key(example)) ? [{ index, key: train.key(example) }] : [],
  );
  const first = shared[0];
  if (first !== undefined)
    throw new DataError(
      { file: test.file, path: `[${first.index}]` },
      `requires test examples that are not trained on, found ${shared.length} of ${test.examples.length} in the training file, first "${first.key}"`,
    );
}

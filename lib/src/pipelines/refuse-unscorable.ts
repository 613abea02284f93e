import type { Pipeline, Scores } from "./pipeline.js";

/** What an example earns that ended before a stage handed anything on: that stage's metrics, the later ones' and the pipeline's. */
export function unreachedScores<E>(pipeline: Pipeline<E>, example: E, stage = 0): Scores {
  const unreached = pipeline.stages.slice(stage).map((later) => later.score?.(null, example) ?? {});
  return Object.assign({}, ...unreached, pipeline.score(null, example));
}

/**
 * Refuses examples that have nothing to score the main metric against, such as requests without labels: running them would be paid for and
 * tell nothing. To be called before any model is asked.
 *
 * @throws RangeError with their number and the first of them
 * @example
 * refuseUnscorable(toolPlanning(), syntheticTools(createRng("doc"), 2)); // => undefined
 */
export function refuseUnscorable<E>(pipeline: Pipeline<E>, examples: readonly E[]): void {
  const { name, metric } = pipeline;
  const without = examples.flatMap((example, i) =>
    typeof unreachedScores(pipeline, example)[metric] === "number" ? [] : [{ example, i }],
  );
  const [first] = without;
  if (first !== undefined)
    throw new RangeError(
      `${name} requires examples with something to score ${metric} against, got ${without.length} of ${examples.length} without, the first at position ${first.i} ("${pipeline.key(first.example).slice(0, 60)}")`,
    );
}

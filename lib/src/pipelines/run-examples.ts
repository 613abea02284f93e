import type { Allocation } from "../allocation/index.js";
import { at } from "../core/index.js";
import type { LlmClient } from "../llm/index.js";
import type { Pipeline } from "./pipeline.js";
import { type ExampleRun, runPipeline } from "./run-pipeline.js";

/** How a set of examples is run. */
export interface RunOptions {
  /** Examples under way at once; each has as many requests under way as its stage has samples. @default 16 */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/** What came of the example at a position. */
export interface PlacedRun {
  readonly index: number;
  readonly run: ExampleRun;
}

/**
 * Runs examples side by side and tells of each as it ends, in that order. Once a model cannot be asked (a cap is reached, the
 * server is gone, the signal has fired) no further example is begun; those under way still end.
 *
 * @throws RangeError if the allocation's stages are not the pipeline's, or `concurrency` is below one
 * @example
 * const { scriptedClient } = await door("llm");
 * const { samples } = await door("core");
 * const one = (stage: string) => ({ stage, model: "any", samples: samples(1) });
 * const client = scriptedClient((request) => (request.schema === undefined ? "Answer: Paris" : '{"selected": [1]}'));
 * let done = 0;
 * for await (const _ of runExamples(retrievalQa(), syntheticMultiHop(createRng("doc"), 3), [one("Retrieval"), one("Question Answering")], client)) done++;
 * done; // => 3
 */
export async function* runExamples<E>(
  pipeline: Pipeline<E>,
  examples: readonly E[],
  allocation: Allocation,
  client: LlmClient,
  options: RunOptions = {},
): AsyncGenerator<PlacedRun, void, void> {
  const { concurrency = 16, signal } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new RangeError(`runExamples requires a concurrency of at least one, got ${concurrency}`);
  const underWay = new Map<number, Promise<PlacedRun>>();
  let next = 0;
  let open = true;
  while (underWay.size > 0 || (open && next < examples.length)) {
    while (open && next < examples.length && underWay.size < concurrency) {
      const index = next++;
      underWay.set(
        index,
        runPipeline(pipeline, at(examples, index), allocation, client, signal).then((run) => ({ index, run })),
      );
    }
    const ended = await Promise.race(underWay.values());
    underWay.delete(ended.index);
    if (ended.run.kind === "unavailable") open = false;
    yield ended;
  }
}

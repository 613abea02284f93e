import { createRng } from "../core/index.js";
import { estimateTokens, type LlmClient, type LlmRequest, replyOf, textOf, type Unavailable } from "../llm/index.js";
import type { Actor, Scene, Verdict } from "../pipelines/index.js";
import { aggregateAnswers, type Call, handsOver, type Instance, sampleAnswers } from "../simulator/index.js";

/** How simulated models behave. */
export interface SimulatedModelsOptions {
  /** Repetition of the whole experiment: other runs draw other samples. @default 0 */
  readonly run?: number;
}

/**
 * The models of a simulated world as a client: it reads the real prompts of a real pipeline, decides by the world's law what is said,
 * and writes it in the real form. Serve it with `serveModels` and the whole live path runs without a model. Its answers depend on the
 * request alone, so that a retry hears the same again: on the seed too, which may be any integer and is the place of the first sample.
 *
 * Each stage is simulated at the temperature of the world's law, whatever the request says. Tokens are counted at four characters each.
 *
 * @param instance its question i is the actor's example i
 * @param actor knows the pipeline's prompts
 * @example
 * ```ts no-run
 * const pipeline = retrievalQa();
 * const examples = syntheticMultiHop(createRng("demo"), 50);
 * const server = await serveModels(simulatedModels(instance, createActor(pipeline, examples)));
 * ```
 */
export function simulatedModels(instance: Instance, actor: Actor, options: SimulatedModelsOptions = {}): LlmClient {
  const { run = 0 } = options;
  const positions = instance.law.stages.map((stage) => new Map(stage.models.map(({ name }, m) => [name, m])));

  return async (request) => {
    const scene = actor.recognise(request);
    if (scene === null) return rejected("the simulated models know nothing of this prompt");
    if (scene.question >= instance.questions.count)
      return rejected(
        `the simulated world has ${instance.questions.count} questions, the prompt is of question ${scene.question}`,
      );
    const model = positions[scene.stage]?.get(request.model);
    if (model === undefined)
      return rejected(`stage ${scene.stage} of ${instance.name} has no model "${request.model}"`);
    const { samples = 1, firstSample = 0 } = request;
    if (firstSample > Number.MAX_SAFE_INTEGER - (samples - 1))
      return rejected(
        `the last sample requires a seed of at most ${Number.MAX_SAFE_INTEGER}, got ${firstSample} and n ${samples}`,
      );
    const call: Call = {
      stage: scene.stage,
      model,
      question: scene.question,
      upstream: scene.upstream,
      run,
    };
    const texts = reply(call, scene, request);
    return replyOf(
      texts.map((text) => ({ text, finish: "stop" as const })),
      {
        promptTokens: request.messages.reduce((sum, message) => sum + estimateTokens(textOf(message)), 0),
        cachedPromptTokens: 0,
        outputTokens: texts.reduce((sum, text) => sum + estimateTokens(text), 0),
      },
    );
  };

  function reply(call: Call, scene: Scene, request: LlmRequest): string[] {
    const { samples = 1, firstSample = 0 } = request;
    switch (scene.role) {
      case "sample":
        return drawn(call, firstSample, samples).map((verdict, i) => say(call, scene, verdict, firstSample + i));
      case "fuse": {
        const verdict = aggregateAnswers(instance, call, scene.candidates);
        return Array.from({ length: samples }, (_, i) => say(call, scene, verdict, firstSample + i));
      }
      case "verify":
        return Array.from({ length: samples }, () => actor.grade(scene, gradeOf(call, scene)));
      case "repair": {
        const verdict = scene.candidates[0] ?? "stray";
        return Array.from({ length: samples }, (_, i) => say(call, scene, verdict, firstSample + i));
      }
    }
  }

  function drawn(call: Call, first: number, samples: number): readonly Verdict[] {
    const below = Math.min(samples, Math.max(0, -first));
    const above = samples - below;
    return [
      ...(below > 0 ? sampleAnswers(instance, call, below, { from: placeOf(first) }) : []),
      ...(above > 0 ? sampleAnswers(instance, call, above, { from: first + below }) : []),
    ];
  }

  /** Where the world's gate is closed, a right answer is written so that the next stage cannot use it. */
  function say(call: Call, scene: Scene, verdict: Verdict, place: number): string {
    return verdict === "right" && !handsOver(instance, call)
      ? actor.withhold(scene)
      : actor.write(scene, verdict, placeOf(place));
  }

  /** A grader that sees through the rival of this question tells it from the right answer; another grades both alike. */
  function gradeOf(call: Call, scene: Scene): number {
    const stage = instance.law.stages[call.stage];
    const skill = stage?.models[call.model]?.skill ?? 0;
    const [verdict] = scene.candidates;
    if (verdict === "stray" || verdict === undefined) return 1;
    const luck = createRng(
      `${instance.stream}/grade/${run}/${stage?.name}/${stage?.models[call.model]?.name}/${call.question}`,
    ).uniform();
    return luck < skill ? (verdict === "right" ? 10 : 5) : 7;
  }
}

/** Seeds below zero have the places from the far end. */
function placeOf(seed: number): number {
  return seed < 0 ? seed + 2 ** 53 : seed;
}

function rejected(why: string): Unavailable {
  return { kind: "unavailable", reason: "rejected", why, status: 400 };
}

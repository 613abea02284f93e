import { at } from "../core/index.js";
import { type LlmRequest, textOf } from "../llm/index.js";
import type { Pipeline } from "./pipeline.js";
import { readCandidates } from "./stages/candidates.js";

/** What an answer is to a simulated model: right, the strongest wrong one, or one that nobody repeats. */
export type Verdict = "right" | "rival" | "stray";

/** How a simulated model plays one stage: it reads the real prompts and writes replies in the real form. */
export interface Portrayal<E> {
  /** The instructions by which the stage's calls are told apart. */
  readonly systems: {
    readonly sample: string;
    readonly fuse?: string;
    readonly verify?: string;
    readonly repair?: string;
  };
  /** The key of the example that a prompt is about; null if it is about none. */
  find(prompt: string): string | null;
  /** Whether what the stages before handed over, as the prompt shows it, was right; null in the first stage. */
  upstream(prompt: string, example: E): "right" | "wrong" | null;
  /** What a sample of this stage, in the form that was read, is worth. */
  judge(output: string, example: E): Verdict;
  /** A reply of that worth; stray ones differ from place to place. */
  write(verdict: Verdict, example: E, place: number): string;
  /** A right reply that the next stage cannot use; `judge` calls it right, the next `upstream` wrong. Without it everything is handed over. */
  withhold?(example: E): string;
  /** The reply of a grading call; needed by stages that take the best of n. */
  grade?(grade: number): string;
}

/** What a request asks of a simulated model. */
export interface Scene {
  /** The position of the example. */
  readonly question: number;
  /** The position of the stage. */
  readonly stage: number;
  readonly role: "sample" | "fuse" | "verify" | "repair";
  readonly upstream: "right" | "wrong" | null;
  /** The samples that the prompt shows, to a fusing or grading call. */
  readonly candidates: readonly Verdict[];
}

/** Knows the prompts of a pipeline over certain examples. */
export interface Actor {
  /** Null if the prompt is of another pipeline or example. */
  recognise(request: LlmRequest): Scene | null;
  write(scene: Scene, verdict: Verdict, place: number): string;
  /** A right reply that the next stage cannot use. */
  withhold(scene: Scene): string;
  /** The reply to a grading call, grades from 0 to 10. */
  grade(scene: Scene, grade: number): string;
}

/**
 * Reads a pipeline's own prompts and writes replies to them that are right or wrong as told, so that simulated models can be asked
 * over the wire exactly as real ones are.
 *
 * @param examples the ones that prompts may be about; a simulated world's question i is example i
 * @throws RangeError if a stage cannot be played, or two examples have one key
 * @example
 * const [example] = syntheticMultiHop(createRng("doc"), 1);
 * const pipeline = retrievalQa();
 * const actor = createActor(pipeline, [example]);
 * const question = pipeline.stages[0].ask({ example, upstream: [] });
 * actor.recognise({ model: "any", ...question }); // => { question: 0, stage: 0, role: "sample", upstream: null, candidates: [] }
 */
export function createActor<E>(pipeline: Pipeline<E>, examples: readonly E[]): Actor {
  const portrayals = pipeline.stages.map((stage) => {
    if (stage.portrayal === undefined)
      throw new RangeError(
        `createActor requires a pipeline whose stages can be played, got ${pipeline.name} with ${stage.name}`,
      );
    return stage.portrayal;
  });
  const positions = new Map(examples.map((example, i) => [pipeline.key(example), i]));
  if (positions.size < examples.length)
    throw new RangeError(
      `createActor requires examples of different keys, got ${positions.size} keys of ${examples.length} examples`,
    );
  const roles = new Map(
    portrayals.flatMap(({ systems }, stage) =>
      Object.entries(systems).map(([role, system]) => [system, { stage, role: role as Scene["role"] }] as const),
    ),
  );
  return {
    recognise(request) {
      const [system, ...rest] = request.messages;
      const part = system === undefined ? undefined : roles.get(textOf(system));
      if (part === undefined) return null;
      const prompt = rest.map(textOf).join("\n");
      const portrayal = at(portrayals, part.stage);
      const question = positions.get(portrayal.find(prompt) ?? "");
      if (question === undefined) return null;
      const example = at(examples, question);
      const { read } = at(pipeline.stages, part.stage);
      const candidates = part.role === "sample" ? [] : readCandidates(prompt);
      return {
        question,
        ...part,
        upstream: portrayal.upstream(prompt, example),
        candidates: candidates.map((candidate) => {
          const sample = read(candidate, { example, upstream: [] });
          return sample.kind === "ok" ? portrayal.judge(sample.value, example) : "stray";
        }),
      };
    },
    withhold({ stage, question }) {
      const example = at(examples, question);
      const portrayal = at(portrayals, stage);
      return portrayal.withhold?.(example) ?? portrayal.write("right", example, 0);
    },
    grade({ stage }, grade) {
      const { grade: write } = at(portrayals, stage);
      if (write === undefined) throw new RangeError(`the stage ${at(pipeline.stages, stage).name} has no grades`);
      return write(grade);
    },
    write: ({ stage, question }, verdict, place) => at(portrayals, stage).write(verdict, at(examples, question), place),
  };
}

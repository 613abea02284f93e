import { at, createRng } from "../../core/index.js";
import type { Message } from "../../llm/index.js";
import type { Portrayal } from "../actor.js";
import { inventPlace } from "../datasets/invent.js";
import type { Pipeline, StageRunner } from "../pipeline.js";
import { normalizeAnswer } from "../scoring/normalize-answer.js";
import { vqaAccuracy } from "../scoring/vqa-accuracy.js";
import { listCandidates } from "../stages/candidates.js";
import { oneLine, questionKey } from "../stages/question-key.js";
import { readShortAnswer, shortAnswerForm } from "../stages/short-answer.js";

/** A question about an image. */
export interface VisualExample {
  readonly id: string;
  readonly question: string;
  /** Where the image is: an `https:` or `data:` address. */
  readonly image: string;
  /** What the people asked said, one each. */
  readonly answers: readonly string[];
}

/** Settings of the stages. */
export interface VisualOptions {
  /** @default 0.7 */
  readonly temperature?: number;
  /** @default 0.3 */
  readonly fuseTemperature?: number;
  /** The most tokens of any reply. @default 512 */
  readonly maxTokens?: number;
}

const summarySystem =
  "You describe images for somebody who cannot see them. Given an image and a question, describe what matters for the question, and write out " +
  "any text in the image letter by letter. Do not answer the question.";
const summaryFuseSystem =
  "Several descriptions of one image are given. Some may be wrong. Look at the image, weigh them, and write the one description that is right.";
const reasonSystem = `You answer questions about an image from its description. ${shortAnswerForm}`;
const reasonFuseSystem = `Several answers to one question about an image are given. Some may be wrong. Weigh them against the description and give the one best answer. ${shortAnswerForm}`;

/**
 * Questions about images (TextVQA): `summarize` lets a vision model describe the image for the question, `reason` lets a language
 * model answer from the description. Each stage draws samples and lets the same model fuse them.
 *
 * Scores: VQA accuracy (main), and whether the description holds an answer.
 *
 * @example
 * visualQa().stages.map((stage) => stage.name); // => ["summarize", "reason"]
 */
export function visualQa(options: VisualOptions = {}): Pipeline<VisualExample> {
  const { temperature = 0.7, fuseTemperature = 0.3, maxTokens = 512 } = options;
  const summarize: StageRunner<VisualExample> = {
    name: "summarize",
    ask: ({ example }) => ({ messages: look(summarySystem, example, ""), temperature, maxTokens }),
    read: (reply) =>
      reply.trim() === "" ? { kind: "malformed", why: "the reply is empty" } : { kind: "ok", value: reply.trim() },
    aggregation: {
      kind: "fuse",
      fromSamples: 1,
      ask: (samples, { example }) => ({
        messages: look(summaryFuseSystem, example, `\n\nDescriptions:\n${listCandidates(samples)}`),
        temperature: fuseTemperature,
        maxTokens,
      }),
    },
    score: (output, example) => ({ summary_cover: output !== null && covers(output, example) ? 1 : 0 }),
    portrayal: portraySummary,
  };
  const reason: StageRunner<VisualExample> = {
    name: "reason",
    ask: ({ example, upstream }) => ({
      messages: think(reasonSystem, example, at(upstream, 0), ""),
      temperature,
      maxTokens,
    }),
    read: readShortAnswer,
    aggregation: {
      kind: "fuse",
      fromSamples: 1,
      ask: (samples, { example, upstream }) => ({
        messages: think(reasonFuseSystem, example, at(upstream, 0), `\n\nAnswers:\n${listCandidates(samples)}`),
        temperature: fuseTemperature,
        maxTokens,
      }),
    },
    portrayal: portrayReason,
  };
  return {
    name: "visual-qa",
    stages: [summarize, reason],
    metric: "accuracy",
    // The same question is asked of many images.
    key: (example) => questionKey(`${example.question} ${example.id}`),
    score: (output, example) => ({ accuracy: output === null ? 0 : vqaAccuracy(output, example.answers) }),
  };
}

function look(system: string, example: VisualExample, more: string): Message[] {
  return [
    { role: "system", content: system },
    {
      role: "user",
      content: [
        { kind: "image", url: example.image },
        { kind: "text", text: `${header(example)}${more}` },
      ],
    },
  ];
}

function think(system: string, example: VisualExample, description: string, more: string): Message[] {
  return [
    { role: "system", content: system },
    { role: "user", content: `Description: ${oneLine(description)}\n\n${header(example)}${more}` },
  ];
}

function header(example: VisualExample): string {
  return `Image ${example.id}\nQuestion: ${oneLine(example.question)}`;
}

function covers(description: string, example: VisualExample): boolean {
  const text = ` ${normalizeAnswer(description)} `;
  return example.answers.some((answer) => {
    const wanted = normalizeAnswer(answer);
    return wanted !== "" && text.includes(` ${wanted} `);
  });
}

function find(prompt: string): string | null {
  const header = /^Image (.*)\nQuestion: (.*)$/m.exec(prompt);
  return header === null ? null : questionKey(`${header[2]} ${header[1]}`);
}

function wrongText(example: VisualExample, name: string): string {
  return inventPlace(createRng(`portrayal/${name}/${example.id}/${example.question}`));
}

/** The answer that most people gave. */
function commonest(example: VisualExample): string {
  const count = (answer: string) => example.answers.filter((one) => one === answer).length;
  return [...example.answers].sort((a, b) => count(b) - count(a))[0] ?? "";
}

/** A description that is true and leaves out what the next stage needs. */
const legible = "A photograph. The text that matters can be read well.";

const portraySummary: Portrayal<VisualExample> = {
  systems: { sample: summarySystem, fuse: summaryFuseSystem },
  find,
  upstream: () => null,
  withhold: () => legible,
  judge: (output, example) =>
    covers(output, example) || output === legible
      ? "right"
      : output.includes(wrongText(example, "rival"))
        ? "rival"
        : "stray",
  write(verdict, example, place) {
    const text =
      verdict === "right" ? commonest(example) : wrongText(example, verdict === "rival" ? "rival" : `stray/${place}`);
    return `A photograph. The text that matters reads: "${text}".`;
  },
};

const portrayReason: Portrayal<VisualExample> = {
  systems: { sample: reasonSystem, fuse: reasonFuseSystem },
  find,
  upstream: (prompt, example) => (covers(/^Description: (.*)$/m.exec(prompt)?.[1] ?? "", example) ? "right" : "wrong"),
  judge(output, example) {
    if (normalizeAnswer(output) === normalizeAnswer(commonest(example))) return "right";
    return output === wrongText(example, "reason/rival") ? "rival" : "stray";
  },
  write(verdict, example, place) {
    const name = verdict === "rival" ? "reason/rival" : `reason/stray/${place}`;
    return `The description says it.\nAnswer: ${verdict === "right" ? commonest(example) : wrongText(example, name)}`;
  },
};

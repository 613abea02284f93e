import { createRng } from "../../core/index.js";
import { parseJsonReply } from "../../llm/index.js";
import type { Portrayal } from "../actor.js";
import type { Pipeline } from "../pipeline.js";
import { lastBoxed, normalizeMath } from "../scoring/normalize-math.js";
import { listCandidates } from "../stages/candidates.js";
import { questionKey } from "../stages/question-key.js";

/** A problem with one final answer. */
export interface MathExample {
  readonly id: string;
  readonly problem: string;
  readonly answer: string;
}

/** Settings of the stage. */
export interface MathOptions {
  /** @default 0.7 */
  readonly temperature?: number;
  /** @default 1024 */
  readonly maxTokens?: number;
}

const solveSystem =
  "You solve mathematics problems step by step. Put the final answer, and nothing else, in \\boxed{}.";
const verifySystem =
  "You grade a solution of a mathematics problem: 10 if its final answer is surely right, 0 if it is surely wrong. " +
  'Reply with JSON alone: {"grade": a number from 0 to 10}.';

/**
 * Best of n on problems with a final answer (MATH): one stage, `solve`, draws solutions; the same model grades each, and the best grade
 * wins, by vote on the answer among equals. The grading calls are entered as `verify`.
 *
 * @example
 * mathBestOfN().stages.map((stage) => stage.name); // => ["solve"]
 */
export function mathBestOfN(options: MathOptions = {}): Pipeline<MathExample> {
  const { temperature = 0.7, maxTokens = 1024 } = options;
  return {
    name: "math-best-of-n",
    metric: "accuracy",
    key: (example) => questionKey(example.problem),
    score: (output, example) => ({ accuracy: output === normalizeMath(example.answer) ? 1 : 0 }),
    stages: [
      {
        name: "solve",
        ask: ({ example }) => ({
          messages: [
            { role: "system", content: solveSystem },
            { role: "user", content: `Problem: ${example.problem}` },
          ],
          temperature,
          maxTokens,
        }),
        read(reply) {
          const boxed = lastBoxed(reply);
          return boxed === null || boxed.trim() === ""
            ? { kind: "malformed", why: "the reply holds no \\boxed{} answer" }
            : { kind: "ok", value: normalizeMath(boxed) };
        },
        aggregation: {
          kind: "best-of-n",
          ask: ({ reply }, { example }) => ({
            messages: [
              { role: "system", content: verifySystem },
              { role: "user", content: `Problem: ${example.problem}\n\n${listCandidates([reply])}` },
            ],
            temperature: 0,
            maxTokens: 256,
            schema: gradeSchema,
          }),
          grade: (reply) =>
            parseJsonReply(reply, (value) => {
              const grade = typeof value === "object" && value !== null && "grade" in value ? value.grade : undefined;
              return typeof grade === "number" && grade >= 0 && grade <= 10
                ? { kind: "ok", value: grade }
                : { kind: "malformed", why: "requires a grade from 0 to 10" };
            }),
        },
        portrayal,
      },
    ],
  };
}

const gradeSchema = {
  name: "grade",
  schema: {
    type: "object",
    properties: { grade: { type: "number", minimum: 0, maximum: 10 } },
    required: ["grade"],
    additionalProperties: false,
  },
};

const portrayal: Portrayal<MathExample> = {
  systems: { sample: solveSystem, verify: verifySystem },
  find(prompt) {
    const problem = /^Problem: ([\s\S]*?)(?:\n\n<candidate 1>\n[\s\S]*)?$/.exec(prompt)?.[1];
    return problem === undefined ? null : questionKey(problem);
  },
  upstream: () => null,
  judge(output, example) {
    if (output === normalizeMath(example.answer)) return "right";
    return output === wrongNumber(example, "rival") ? "rival" : "stray";
  },
  write(verdict, example, place) {
    const answer =
      verdict === "right" ? example.answer : wrongNumber(example, verdict === "rival" ? "rival" : `stray/${place}`);
    return `Working it out step by step gives the result.\n\\boxed{${answer}}`;
  },
  grade: (grade) => JSON.stringify({ grade }),
};

/** Rivals are odd and strays even, so that no stray is taken for the rival. */
function wrongNumber(example: MathExample, name: string): string {
  const rng = createRng(`portrayal/${name}/${example.problem}`);
  for (let tries = 0; tries < 100; tries++) {
    const number = String(1_000_000 + 2 * rng.below(1_000_000_000) + (name === "rival" ? 1 : 0));
    if (number !== normalizeMath(example.answer)) return number;
  }
  throw new RangeError(`no wrong answer was found for problem ${example.id}`);
}

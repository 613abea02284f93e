import { at } from "../../core/index.js";
import type { Message } from "../../llm/index.js";
import type { Portrayal } from "../actor.js";
import type { Pipeline, Question, Scores, StageInput, StageRunner } from "../pipeline.js";
import { codeCompleteness } from "../scoring/code-completeness.js";
import { lexicalConsistency } from "../scoring/lexical-consistency.js";
import { listCandidates } from "../stages/candidates.js";
import { oneLine, questionKey } from "../stages/question-key.js";
import { filesForm, formatFiles, parseFiles, readFiles } from "./code-files.js";
import { type LockOptions, type ProgramRun, runLockedDown } from "./run-locked-down.js";

/** A program to be written. */
export interface SoftwareExample {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** Settings of the stages. */
export interface SoftwareOptions {
  /** @default 0.2 */
  readonly temperature?: number;
  /** The most tokens of any reply. @default 4096 */
  readonly maxTokens?: number;
  /** Runs generated code, locked down, for the last stage and the executability. Off unless asked for. @default no run */
  readonly execute?: LockOptions;
}

const stagesOf = [
  ["Coding", "You write Python programs.", "Write the program that the task describes."],
  [
    "Static Testing",
    "You review Python programs without running them.",
    "Find what is missing, wrong or unused in the program, and give the corrected program.",
  ],
  [
    "Dynamic Testing",
    "You mend Python programs from what their run shows.",
    "Find what makes the run fail, if it does, and give the corrected program.",
  ],
] as const;

/**
 * Writing software (after ChatDev): `Coding` writes the files, `Static Testing` reviews them, `Dynamic Testing` mends them from the
 * report of a run. Samples are really drawn, and from two on the same model fuses them; in the official code their number never
 * reaches the model.
 *
 * Scores: lexical consistency with the description (main), completeness, and executability where `execute` is given. A program
 * that could not be had earns 0 in all; a program without main.py does not run.
 *
 * @example
 * software().stages.map((stage) => stage.name); // => ["Coding", "Static Testing", "Dynamic Testing"]
 */
export function software(options: SoftwareOptions = {}): Pipeline<SoftwareExample> {
  const { temperature = 0.2, maxTokens = 4096, execute } = options;
  const run = (output: string): ProgramRun => {
    const files = parseFiles(output);
    if (execute === undefined) return { kind: "not run", why: "running is off" };
    if (!files.some((file) => file.path === "main.py"))
      return { kind: "ran", code: 1, timedOut: false, overflowed: false, output: "there is no main.py" };
    return runLockedDown(files, execute);
  };
  return {
    name: "software",
    metric: "consistency",
    key: (example) => questionKey(`${example.name} ${example.description}`),
    score(output, example): Scores {
      const files = output === null ? [] : parseFiles(output);
      const code = files.map((file) => file.code);
      return {
        consistency: lexicalConsistency(example.description, code.join("\n")),
        completeness: codeCompleteness(code),
        ...(execute === undefined ? {} : { executability: output === null ? 0 : executability(run(output)) }),
      };
    },
    stages: stagesOf.map(([name, role, task], s): StageRunner<SoftwareExample> => {
      const systems = {
        sample: `${role} ${task} ${filesForm}`,
        fuse: `${role} Several programs for one task are given; each may have faults. Combine what is best in them into one program. ${filesForm}`,
      };
      const question = (system: string, input: StageInput<SoftwareExample>, more: string): Question => ({
        messages: prompt(system, input, s, run, more),
        temperature,
        maxTokens,
      });
      return {
        name,
        ask: (input) => question(systems.sample, input, ""),
        read: readFiles,
        aggregation: {
          kind: "fuse",
          fromSamples: 2,
          ask: (samples, input) =>
            question(
              systems.fuse,
              input,
              `\n\n${listCandidates(samples.map((sample) => formatFiles(parseFiles(sample))))}`,
            ),
        },
        portrayal: portrayCode(systems, s),
      };
    }),
  };
}

/** 1 if it ran without an error; null, which leaves it out of the mean, where it could not be tried. */
function executability(run: ProgramRun): number | null {
  if (run.kind === "not run") return null;
  return run.timedOut || run.overflowed || run.code === 0 ? 1 : 0;
}

function prompt(
  system: string,
  { example, upstream }: StageInput<SoftwareExample>,
  s: number,
  run: (output: string) => ProgramRun,
  more: string,
): Message[] {
  const before = s === 0 ? null : at(upstream, s - 1);
  const program = before === null ? "" : `\n\nProgram:\n${formatFiles(parseFiles(before))}`;
  const report = s === 2 && before !== null ? `\n\nRun:\n${tellRun(run(before))}` : "";
  return [
    { role: "system", content: system },
    { role: "user", content: `Task ${example.name}: ${oneLine(example.description)}${program}${report}${more}` },
  ];
}

function tellRun(run: ProgramRun): string {
  if (run.kind === "not run") return `(not run: ${run.why})`;
  const { timedOut, overflowed, code } = run;
  const end = timedOut || overflowed ? "still running when it was stopped" : `ended with code ${code}`;
  return `${end}\n${run.output.trim()}`;
}

/** Right code is the description as a text, rivals and strays are numbers: enough for the scores to tell them apart. */
function portrayCode(systems: Portrayal<SoftwareExample>["systems"], s: number): Portrayal<SoftwareExample> {
  const right = (example: SoftwareExample) => `${JSON.stringify(oneLine(example.description))}`;
  const buried = (example: SoftwareExample) => `${right(example)}\n1 + 2`;
  const rival = "1 + 1";
  const program = (code: string) => formatFiles([{ path: "main.py", code }]);
  return {
    systems,
    find: (prompt) => {
      const task = /^Task (\S+): (.*)$/m.exec(prompt);
      return task === null ? null : questionKey(`${task[1]} ${task[2]}`);
    },
    upstream: (prompt, example) =>
      s === 0 ? null : prompt.includes(`\n\nProgram:\n${program(right(example))}`) ? "right" : "wrong",
    withhold: (example) => program(buried(example)),
    judge(output, example) {
      const code = parseFiles(output)[0]?.code;
      return code === right(example) || code === buried(example) ? "right" : code === rival ? "rival" : "stray";
    },
    write: (verdict, example, place) =>
      program(verdict === "right" ? right(example) : verdict === "rival" ? rival : `2 + ${place}`),
  };
}

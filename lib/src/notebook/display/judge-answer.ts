import { exerciseBundle } from "./bundle.js";
import { publish } from "./publish.js";

/** A wrong answer that is often given, and what to tell whoever gives it. */
export interface Mistake {
  readonly answer: number | string;
  readonly hint: string;
}

/** A question to a student. */
export interface Exercise {
  /** In a sentence, with the unit or the form of the answer. */
  readonly question: string;
  readonly answer: number | string;
  /** How far a number may lie from the answer. @default 0 */
  readonly tolerance?: number;
  /** @default none */
  readonly mistakes?: readonly Mistake[];
}

/** What became of an answer: `open` where none was given. */
export type Judgement = "right" | "wrong" | "open";

/**
 * Tells a student whether an answer is right and, if it is not, what is wrong with it. It never stops the notebook: an exercise that
 * nobody has solved yet is no failure.
 *
 * @param given `undefined` as long as there is no answer; texts are compared without regard to case and outer space
 * @returns what was told, for the lesson's own checks
 * @throws RangeError if one of the mistakes would count as right
 * @example
 * ```ts no-run
 * judgeAnswer({ question: "What is pass@2 at p = 0.5?", answer: 0.75, mistakes: [{ answer: 1, hint: "Chances do not add up." }] }, mine);
 * ```
 */
export function judgeAnswer(exercise: Exercise, given: number | string | undefined): Judgement {
  const { question, answer, tolerance = 0, mistakes = [] } = exercise;
  const meets = (wanted: number | string, found: number | string) =>
    typeof wanted === "number"
      ? typeof found === "number" && within(found, wanted, tolerance)
      : typeof found === "string" && found.trim().toLowerCase() === wanted.trim().toLowerCase();
  const clash = mistakes.find((mistake) => meets(answer, mistake.answer));
  if (clash !== undefined) throw new RangeError(`"${question}": the mistake ${clash.answer} would count as right`);
  const tell = (judgement: Judgement, remark: string): Judgement => {
    publish(exerciseBundle(question, judgement, remark));
    return judgement;
  };
  if (given === undefined) return tell("open", "not answered yet");
  if (meets(answer, given)) return tell("right", "right");
  const known = mistakes.find((mistake) => meets(mistake.answer, given));
  if (known !== undefined) return tell("wrong", known.hint);
  if (typeof given !== typeof answer) return tell("wrong", `a ${typeof answer} is asked for, found a ${typeof given}`);
  if (typeof given !== "number") {
    const choices = [answer, ...mistakes.map((mistake) => mistake.answer)].map(String).sort();
    return tell("wrong", choices.length > 1 ? `the answer is one of ${choices.join(", ")}` : "that is not it");
  }
  if (!Number.isFinite(given)) return tell("wrong", `a finite number is asked for, found ${given}`);
  return tell(
    "wrong",
    slipOf(Number(answer), given, tolerance) ?? (given > Number(answer) ? "too large" : "too small"),
  );
}

/** What went wrong behind the reasoning: a percentage, a sign, too few decimals. */
function slipOf(answer: number, given: number, tolerance: number): string | undefined {
  const near = (found: number) => within(found, answer, tolerance);
  if (Math.abs(answer) < 1 && near(given / 100)) return "a share is asked for, not a percentage: divide by 100";
  if (near(-given)) return "mind the sign";
  const decimals = [0, 1, 2, 3, 4].find((places) => Number(answer.toFixed(places)) === given);
  return decimals === undefined ? undefined : "rounded too far: give more decimals";
}

/** No farther apart than that, save for what decimals lose in binary: 0.07 is 0.01 from 0.06. */
function within(found: number, wanted: number, tolerance: number): boolean {
  return Math.abs(found - wanted) <= tolerance + 4 * Number.EPSILON * Math.max(Math.abs(found), Math.abs(wanted));
}

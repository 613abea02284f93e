import type { Portrayal } from "../actor.js";
import type { ToolPlan } from "../scoring/tool-plan.js";
import { questionKey } from "../stages/question-key.js";
import type { ToolExample } from "./tool-example.js";

/** How one part of a plan is played: its right, rival and stray forms, as the stage's reader gives them. */
export interface PartPortrayal {
  readonly right: (gold: ToolPlan) => string;
  readonly rival: (example: ToolExample) => string;
  /** The right part with something needless at its end. */
  readonly buried: (example: ToolExample, gold: ToolPlan) => string;
  readonly stray: (example: ToolExample, place: number) => string;
  /** Whether the prompt shows the right part of the stage before; null in the first stage. */
  readonly handedOver: (prompt: string, gold: ToolPlan) => boolean | null;
}

export function portrayPart(
  field: string,
  systems: Portrayal<ToolExample>["systems"],
  part: PartPortrayal,
): Portrayal<ToolExample> {
  return {
    systems,
    find(prompt) {
      const request = [...prompt.matchAll(/^Request: (.*)$/gm)][0]?.[1];
      return request === undefined ? null : questionKey(request);
    },
    upstream(prompt, example) {
      const handed = part.handedOver(prompt, goldOf(example));
      return handed === null ? null : handed ? "right" : "wrong";
    },
    judge(output, example) {
      const gold = goldOf(example);
      if (output === part.right(gold) || output === part.buried(example, gold)) return "right";
      return output === part.rival(example) ? "rival" : "stray";
    },
    withhold: (example) => `{"${field}": ${part.buried(example, goldOf(example))}}`,
    write(verdict, example, place) {
      const value =
        verdict === "right"
          ? part.right(goldOf(example))
          : verdict === "rival"
            ? part.rival(example)
            : part.stray(example, place);
      return `{"${field}": ${value}}`;
    },
  };
}

function goldOf(example: ToolExample): ToolPlan {
  if (example.gold === null)
    throw new RangeError(`a simulated model requires labels, found none for request ${example.id}`);
  return example.gold;
}

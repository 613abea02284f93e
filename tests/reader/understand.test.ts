import { describe, expect, it } from "vitest";
import { understand } from "../../lib/src/reader/understand/understand.js";

const line = (stage: string, ...models: string[]) =>
  `${stage}: ${models.map((model, m) => `${model} (${3 * 10 ** m}B parameters; one sample costs ${m + 1} units, each further one 1)`).join(", ")}`;
const space = [line("Find", "Small-3B", "Large-30B"), line("Answer", "Small-3B", "Large-30B")];
const read = (...lines: string[]) =>
  understand({
    model: "any",
    messages: [{ role: "user", content: ["Samples: an integer from 1 to 50.", ...lines].join("\n") }],
  });
const advice = (...sentences: string[]) => read(...space, ...sentences).guidance;
const model = (stage: string, name: string, good: boolean) => ({ kind: "model", stage, model: name, good });

describe("what advice means", () => {
  it.each([
    ["For Find, prefer Small-3B, which reached 0.580.", [model("Find", "Small-3B", true)]],
    [
      "Find: Small-3B is ruled out; it is part of the best allocation with a chance of 0.02 only.",
      [model("Find", "Small-3B", false)],
    ],
    ["Large-30B for Find did not help.", [model("Find", "Large-30B", false)]],
    ["More samples for Find helped.", [{ kind: "more", stage: "Find" }]],
    ["More samples for Find did not help.", [{ kind: "fewer", stage: "Find" }]],
    ["Fewer samples for Find do as well.", [{ kind: "fewer", stage: "Find" }]],
    ["With fewer samples for Find it fell.", [{ kind: "more", stage: "Find" }]],
    ["For Find, more samples than 5 are open.", [{ kind: "more", stage: "Find" }]],
    ["For Find, keep the samples near 40; more brought nothing.", [{ kind: "near", stage: "Find", samples: 40 }]],
    ["Move budget from Find to Answer.", [{ kind: "shift", from: "Find", to: "Answer" }]],
    ["If the scores barely vary, explore.", [{ kind: "explore", always: false }]],
    ["Look elsewhere.", [{ kind: "explore", always: true }]],
    ["  proposal: a look elsewhere", []],
    ["For Find, numbers of samples are given in words: very small = 2, small = 5, large = 20.", []],
  ])("%s", (sentence, found) => {
    expect(advice(sentence)).toEqual(found);
  });

  it("is not confused by parts of names", () => {
    const generate = read(line("Generate", "Small-3B"), "For Generate, more samples than 5 may still help.");
    expect(generate.guidance).toEqual([{ kind: "more", stage: "Generate" }]);
  });
});

describe("names that the task schema allows", () => {
  it.each([
    ["a stage whose name ends another's", ["Check Answer", "Answer"], ["Small-3B", "Large-30B"]],
    ["a stage whose name begins another's", ["Answer", "Answer Check"], ["Small-3B", "Large-30B"]],
    ["a stage with a colon", ["Step 1: Find", "Step 2: Answer"], ["Small-3B", "Large-30B"]],
    ["a model with brackets", ["Find", "Answer"], ["Small (3B)", "Large (30B)"]],
  ])("are read: %s", (_, [first = "", second = ""], [small = "", large = ""]) => {
    const { choices, mentions } = read(
      line(first, small, large),
      line(second, small, large),
      `- ${first}: ${small} x 7; ${second}: ${large} x 2 -> no score (failed: broke)`,
    );
    expect(choices.stages.map(({ name, models }) => [name, models.map((one) => one.name)])).toEqual([
      [first, [small, large]],
      [second, [small, large]],
    ]);
    expect(mentions.map(({ plan }) => plan)).toEqual([
      [
        { model: small, samples: 7 },
        { model: large, samples: 2 },
      ],
    ]);
  });
});

describe("objections", () => {
  it("are counted, and not the turns of a conversation", () => {
    const turns = (last: string) =>
      understand({
        model: "any",
        messages: [
          { role: "user", content: space.join("\n") },
          { role: "assistant", content: "{}" },
          { role: "user", content: last },
        ],
      }).objections;
    expect(turns("accuracy 0.5. What next?")).toBe(0);
    expect(turns("This could not be used:\n- {}: no JSON\nGive the whole reply again, as JSON of the form.")).toBe(1);
    expect(turns("This could not be used:\n- x: tried before\nGive 3 others instead.")).toBe(1);
  });
});

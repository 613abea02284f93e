import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import type { LlmRequest } from "isocompute/llm";
import { type ReaderStrength, readerModels, readerSkills, simulatedReader, simulatedReaders } from "isocompute/reader";
import { describe, expect, it } from "vitest";
import { languageMethods, overheard, searchWith } from "../searchers/capture.js";

const strengths = Object.keys(readerSkills) as ReaderStrength[];

const stages = [
  "1. Find: Small-3B (3B parameters; one sample costs 15 units, each further one 1), Large-70B (70B parameters; one sample costs 394.67 units, each further one 23.33); measured by F1",
  "2. Answer: Small-3B (3B parameters; one sample costs 3 units, each further one 1), Large-70B (70B parameters; one sample costs 114.67 units, each further one 23.33)",
];
const choice = {
  type: "object",
  properties: { model: { type: "string", enum: ["Small-3B", "Large-70B"] }, samples: { type: "integer" } },
};
const plan = { type: "object", properties: { Find: choice, Answer: choice } };
const plansForm = (count: number) => ({
  type: "object",
  properties: { plans: { type: "array", items: plan, maxItems: count } },
});
const notesForm = { type: "object", properties: { notes: { type: "array", items: { type: "string" } } } };
const line = (find: string, answer: string, score: number | null) =>
  `- Find: ${find}; Answer: ${answer} -> ${score === null ? "no score (failed: broke)" : `accuracy ${score.toFixed(3)}, cost 99 units`}`;

interface Told {
  readonly history?: readonly string[];
  readonly guidance?: readonly string[];
  readonly form?: unknown;
  readonly budget?: number;
}

function prompt({ history = [], guidance = [], form = plansForm(8), budget = 500 }: Told): string {
  return [
    ...stages,
    `Samples: an integer from 1 to 50. The total may be at most ${budget} units. The aim is the highest accuracy, a mean of answers.`,
    ...history,
    ...guidance,
    JSON.stringify(form),
  ].join("\n");
}

type Plan = Readonly<Record<"Find" | "Answer", { model: string; samples: number }>>;

/** What a reader replies, under so many seeds. */
async function replies(told: Told, seeds: number, strength: ReaderStrength = "strong"): Promise<string[]> {
  const read = simulatedReader({ strength });
  const texts: string[] = [];
  for (let firstSample = 0; firstSample < seeds; firstSample++) {
    const reply = await read({ model: "reader", messages: [{ role: "user", content: prompt(told) }], firstSample });
    if (reply.kind === "text") texts.push(reply.completions[0]?.text ?? "");
  }
  return texts;
}

async function plans(told: Told, seeds: number, strength: ReaderStrength = "strong"): Promise<Plan[]> {
  return (await replies(told, seeds, strength)).flatMap((text) => {
    try {
      return (JSON.parse(text) as { plans: Plan[] }).plans;
    } catch {
      return [];
    }
  });
}

const share = <T>(list: readonly T[], test: (one: T) => boolean) => list.filter(test).length / list.length;
const costOf = ({ Find, Answer }: Plan) =>
  (Find.model === "Small-3B" ? 15 + (Find.samples - 1) : 394.67 + 23.33 * (Find.samples - 1)) +
  (Answer.model === "Small-3B" ? 3 + (Answer.samples - 1) : 114.67 + 23.33 * (Answer.samples - 1));

const history = [
  line("Small-3B x 10", "Small-3B x 20", 0.7),
  line("Small-3B x 10", "Large-70B x 1", 0.66),
  line("Small-3B x 30", "Small-3B x 5", 0.6),
  line("Large-70B x 1", "Small-3B x 1", 0.5),
];

describe("simulatedReader(options)", () => {
  it("answers in the form asked for, with what can be chosen, each plan another", async () => {
    for (const { Find, Answer } of await plans({ history }, 20))
      for (const { model, samples } of [Find, Answer]) {
        expect(["Small-3B", "Large-70B"]).toContain(model);
        expect(samples).toBeGreaterThanOrEqual(1);
        expect(samples).toBeLessThanOrEqual(50);
      }
    for (const text of (await replies({ history }, 20)).filter(
      (one) => one.startsWith('{"plans"') && one.endsWith("}"),
    )) {
      const found = (JSON.parse(text) as { plans: Plan[] }).plans.map((one) => JSON.stringify(one));
      expect(found.length).toBe(8);
      expect(new Set(found).size).toBe(8);
    }
  });

  it("repeats nothing that it remembers", async () => {
    const known = new Set(
      [
        ["Small-3B", 10, "Small-3B", 20],
        ["Small-3B", 10, "Large-70B", 1],
        ["Small-3B", 30, "Small-3B", 5],
        ["Large-70B", 1, "Small-3B", 1],
      ].map(String),
    );
    const found = await plans({ history }, 40);
    expect(
      share(found, ({ Find, Answer }) => known.has(String([Find.model, Find.samples, Answer.model, Answer.samples]))),
    ).toBeLessThan(0.02);
  });

  it("takes no heed of titles, turns of phrase between the facts, or the name of who asks", async () => {
    for (const [name, make] of Object.entries(languageMethods)) {
      const reader = simulatedReader({ strength: "medium" });
      const { client, requests } = overheard(reader);
      await searchWith(make(client, "reader"), 10);
      expect(requests.length, name).toBeGreaterThan(3);
      for (const request of requests) {
        const renamed: LlmRequest = {
          ...request,
          messages: request.messages.map((message) => ({
            ...message,
            content: message.role === "system" ? "You are SuperTuner 3000." : retitled(String(message.content)),
          })),
        };
        expect(await reader(renamed), name).toMatchObject({ completions: await completionsOf(reader(request)) });
      }
    }
  });

  it("names no method in its code", () => {
    const room = resolve(import.meta.dirname, "../../lib/src/reader");
    for (const file of readdirSync(room, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts")))
      expect(readFileSync(join(room, file), "utf8"), file).not.toMatch(
        /zero.?shot|llm.?zs|\bhpo\b|agent.?hpo|copilot|agent.?tts|creator|executor|planner|insight/i,
      );
  });

  it("follows advice on a model", async () => {
    const large = ({ Answer }: Plan) => Answer.model === "Large-70B";
    const usual = share(await plans({ history }, 40), large);
    const told = share(await plans({ history, guidance: ["For Answer, prefer Large-70B."] }, 40), large);
    const warned = share(await plans({ history, guidance: ["Large-70B for Answer did not help."] }, 40), large);
    expect(told).toBeGreaterThan(usual + 0.15);
    expect(warned).toBeLessThan(usual);
  });

  it("follows advice on numbers of samples, and on where to move the budget", async () => {
    // One plan at a time: of several, those near the first would be nearly the same.
    const first = (guidance: readonly string[]) => plans({ history, guidance, form: plansForm(1) }, 200);
    const near = ({ Answer }: Plan) => Answer.samples >= 30 && Answer.samples <= 50;
    const usual = await first([]);
    expect(share(await first(["For Answer, keep the samples near 40."]), near)).toBeGreaterThan(
      share(usual, near) + 0.1,
    );
    const fewer = ({ Find }: Plan) => Find.samples < 10;
    expect(share(await first(["Move budget from Find to Answer."]), fewer)).toBeGreaterThan(share(usual, fewer) + 0.1);
    // To raise one sample to two would hardly show.
    const one = [line("Small-3B x 1", "Small-3B x 1", 0.5)];
    const advised = await plans(
      { history: one, guidance: ["For Answer, raise the samples."], form: plansForm(1) },
      100,
    );
    expect(share(advised, ({ Find, Answer }) => Find.samples === 1 && Answer.samples >= 6)).toBeGreaterThan(0.3);
  });

  it("proposes nothing that is nearly what it remembers, nor nearly the same twice", async () => {
    const known: Plan[] = [
      { Find: { model: "Small-3B", samples: 10 }, Answer: { model: "Small-3B", samples: 20 } },
      { Find: { model: "Small-3B", samples: 10 }, Answer: { model: "Large-70B", samples: 1 } },
    ];
    const told = { history: history.slice(0, 2) };
    const near = (a: Plan, b: Plan) =>
      (["Find", "Answer"] as const).every((stage) => {
        const [x, y] = [a[stage], b[stage]];
        return x.model === y.model && Math.max(x.samples, y.samples) < 2 * Math.min(x.samples, y.samples);
      });
    let pairs = 0;
    for (const text of (await replies(told, 40)).filter((one) => one.startsWith('{"plans"') && one.endsWith("}"))) {
      const found = (JSON.parse(text) as { plans: Plan[] }).plans;
      expect(found.length).toBe(8);
      pairs += found.filter((a, i) => [...known, ...found.slice(0, i)].some((b) => near(a, b))).length;
    }
    expect(pairs).toBe(0);
    // Unless all that there is was tried: it does not fall silent.
    const all = ["Small-3B", "Large-70B"].flatMap((f) =>
      ["Small-3B", "Large-70B"].flatMap((a) =>
        [1, 2, 4, 8, 16, 32].flatMap((i) => [1, 2, 4, 8, 16, 32].map((j) => line(`${f} x ${i}`, `${a} x ${j}`, 0.5))),
      ),
    );
    expect((await plans({ history: all }, 1)).length).toBe(8);
  });

  it("gives a model that it adopts as many samples as cost the same, or as many as before", async () => {
    const one = [line("Small-3B x 1", "Large-70B x 2", 0.7)];
    const told = await plans({ history: one, guidance: ["For Answer, prefer Small-3B."], form: plansForm(1) }, 300);
    const adopted = told.filter(({ Find, Answer }) => Find.samples === 1 && Answer.model === "Small-3B");
    // Two samples of the large one cost 138 units, more than the fifty samples of the small one that there are.
    expect(share(adopted, ({ Answer }) => Answer.samples === 50)).toBeGreaterThan(0.25);
    expect(share(adopted, ({ Answer }) => Answer.samples <= 7)).toBeGreaterThan(0.25);
  });

  it("gives a model that it adopts the samples with which it did best, where it saw that", async () => {
    const seen = [
      line("Small-3B x 1", "Large-70B x 2", 0.7),
      line("Large-70B x 1", "Small-3B x 20", 0.65),
      line("Large-70B x 1", "Small-3B x 4", 0.6),
    ];
    const told = await plans({ history: seen, guidance: ["For Answer, prefer Small-3B."], form: plansForm(1) }, 300);
    // From the best trial: Find as it was.
    const adopted = told.filter(
      ({ Find, Answer }) => Find.model === "Small-3B" && Find.samples === 1 && Answer.model === "Small-3B",
    );
    expect(adopted.length).toBeGreaterThan(30);
    const drawn = (samples: number) => share(adopted, ({ Answer }) => Answer.samples === samples);
    expect(drawn(20)).toBeGreaterThan(0.35);
    expect(drawn(20)).toBeGreaterThan(drawn(4) + 0.2);
  });

  it("takes several pieces of advice together, and of two on one matter the later", async () => {
    const one = [line("Small-3B x 2", "Small-3B x 3", 0.5)];
    const first = (guidance: readonly string[]) => plans({ history: one, guidance, form: plansForm(1) }, 200);
    const find = ({ Find }: Plan) => Find.samples >= 7 && Find.samples <= 15;
    const answer = ({ Answer }: Plan) => Answer.samples >= 30;
    const nearTen = "For Find, keep the samples near 10.";
    const nearFifty = "For Answer, keep the samples near 50.";
    const both = await first([nearTen, nearFifty]);
    expect(share(both, (plan) => find(plan) && answer(plan))).toBeGreaterThan(0.25);
    expect(share(both, (plan) => find(plan) !== answer(plan))).toBeGreaterThan(0.2);
    const turned = (guidance: string[]) => first(guidance).then((found) => share(found, answer));
    const nearFive = "For Answer, keep the samples near 5.";
    expect(await turned([nearFive, nearFifty])).toBeGreaterThan((await turned([nearFifty, nearFive])) + 0.3);
  });

  it("looks elsewhere more often when told to explore", async () => {
    const found = async (guidance: readonly string[]) => {
      const all = await plans({ history, guidance }, 40);
      return share(all, ({ Find }) => ![5, 7, 10, 15, 20, 30].includes(Find.samples));
    };
    expect(await found(["Explore more: try crossover and random choices."])).toBeGreaterThan((await found([])) + 0.05);
  });

  it("writes only on what it is asked about, and what it writes can be followed", async () => {
    const notes = async (guidance: readonly string[]) =>
      (await replies({ history, guidance, form: notesForm }, 12)).filter((one) => one.endsWith("]}")).join("\n");
    const models = await notes(["Compare the models of each subtask and say which deserves exploration."]);
    expect(models).toMatch(/For Answer, prefer Small-3B/);
    expect(models).not.toMatch(/samples|budget/);
    const samples = await notes(["In which direction does the best number of samples lie?"]);
    expect(samples).toMatch(/For Find, keep the samples near 10/);
    expect(samples).not.toMatch(/prefer|budget/);
    expect(await notes(["How is the budget best shared between earlier and later subtasks?"])).toMatch(
      /Move budget from \w+ to \w+/,
    );
  });

  it("keeps to the budget, the weaker the worse", async () => {
    const over = async (strength: ReaderStrength) =>
      share(await plans({ history, budget: 420 }, 60, strength), (one) => costOf(one) > 420);
    const found = await Promise.all(strengths.map(over));
    expect(found[0]).toBeLessThan(0.05);
    expect(found[0]).toBeLessThan(found[2] ?? 0);
  });

  it("breaks the form about as often as it says, and less often after an objection", async () => {
    const broken = (texts: readonly string[]) =>
      share(texts, (text) => {
        try {
          JSON.parse(text);
          return false;
        } catch {
          return true;
        }
      });
    // One slip of six hides a good reply in prose, and one leaves it readable.
    for (const strength of strengths) {
      const { formatSlip } = readerSkills[strength];
      const found = broken(await replies({ history }, 400, strength));
      expect(found).toBeGreaterThan(0.3 * formatSlip);
      expect(found).toBeLessThan(1.6 * formatSlip + 0.01);
    }
    const read = simulatedReader({ strength: "weak" });
    const again = [];
    for (let firstSample = 0; firstSample < 400; firstSample++) {
      const messages = [
        { role: "user", content: prompt({ history }) },
        { role: "assistant", content: "?" },
        { role: "user", content: "This could not be used. Give the whole reply again." },
      ] as const;
      const reply = await read({ model: "reader", messages, firstSample });
      again.push(reply.kind === "text" ? (reply.completions[0]?.text ?? "") : "");
    }
    expect(broken(again)).toBeLessThan(broken(await replies({ history }, 400, "weak")));
  });

  it("takes in the beginning and the end of a long history alone", async () => {
    const long = Array.from({ length: 40 }, (_, i) => line(`Small-3B x ${1 + i}`, "Small-3B x 3", 0.5));
    const withBest = (place: number) =>
      long.map((text, i) => (i === place ? line("Large-70B x 2", "Small-3B x 12", 0.9) : text));
    const near = ({ Find, Answer }: Plan) => Find.model === "Large-70B" && Answer.model === "Small-3B";
    const withShare = async (place: number, strength: ReaderStrength) =>
      share(await plans({ history: withBest(place), form: plansForm(1) }, 120, strength), near);
    const lost = await withShare(20, "weak");
    expect(await withShare(1, "weak")).toBeGreaterThan(lost + 0.1);
    expect(await withShare(20, "strong")).toBeGreaterThan(lost + 0.1);
  });

  it("says the same again for the same seed, and for every seed at temperature 0", async () => {
    const read = simulatedReader();
    const ask = (firstSample: number, temperature?: number) =>
      read({
        model: "reader",
        messages: [{ role: "user", content: prompt({ history }) }],
        firstSample,
        ...(temperature === undefined ? {} : { temperature }),
      });
    expect(await ask(1)).toEqual(await ask(1));
    expect(await ask(1)).not.toEqual(await ask(2));
    expect(await ask(1, 0)).toEqual(await ask(2, 0));
  });

  it("never fails on a text that it does not understand", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.constantFrom(...prompt({ history }).split("\n")),
            fc.json().map((j) => `{"type":"object","properties":${j}}`),
          ),
        ),
        fc.constantFrom(...strengths),
        async (lines, strength) => {
          const reply = await simulatedReader({ strength })({
            model: "reader",
            messages: [{ role: "user", content: lines.join("\n") }],
          });
          expect(reply.kind).toBe("text");
        },
      ),
      { numRuns: 300 },
    ));
});

describe("simulatedReaders()", () => {
  it("tells strengths apart by the model's name", async () => {
    const readers = simulatedReaders();
    for (const strength of strengths) {
      const messages = [{ role: "user", content: prompt({ history }) }] as const;
      expect(await readers({ model: readerModels[strength], messages })).toEqual(
        await simulatedReader({ strength })({ model: "any", messages }),
      );
    }
    expect(() => readers({ model: "other", messages: [] })).toThrow(/no endpoint for the model "other"/);
  });
});

/** Other titles over the same facts: every line that only announces the next ones. */
function retitled(text: string): string {
  return text
    .split("\n")
    .map((one) => (/^[A-Z][^:{}]*:$/.test(one) && !one.includes("subtask") ? "What follows may be of use:" : one))
    .map((one) => (one === "Background" || one.startsWith("Log of") ? "Section 7" : one))
    .map((one) => one.replace(/^Help me to tune this system\.$/, "Kindly assist.").replace(/^Suggest /, "Kindly name "))
    .join("\n");
}

async function completionsOf(pending: ReturnType<ReturnType<typeof simulatedReader>>) {
  const reply = await pending;
  return reply.kind === "text" ? reply.completions : [];
}

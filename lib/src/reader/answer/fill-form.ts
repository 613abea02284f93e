import type { FormSchema } from "../understand/form.js";
import type { Plan } from "../understand/history.js";
import type { Mind } from "./mind.js";
import { barelyVaries } from "./mind.js";
import { type Idea, planNext } from "./plan.js";
import { remarks } from "./remarks.js";

/** Fills a form field by field, by what kind of thing each field can hold. */
export function fillForm(mind: Mind, form: FormSchema): unknown {
  const decisions = new Map<string, string>();
  for (const [name, field] of Object.entries(form.properties ?? {}))
    if (field.type === "string" && field.enum !== undefined) decisions.set(name, decide(mind, field.enum.map(String)));
  const bred = [...decisions.values()].some((value) => mind.situation.exploring.includes(value));
  const agreed = [...decisions.values()].some((value) => mind.situation.agreeing.includes(value));
  const fields = Object.values(form.properties ?? {});
  const plans = fields.find((field) => holdsPlan(mind, field.items ?? {}));
  const asksForPlans = plans !== undefined || fields.some((field) => isPlan(mind, field));
  const wanted = mind.situation.wanted ?? plans?.maxItems ?? plans?.minItems ?? 1;
  const ideas = bred || agreed || !asksForPlans ? [] : planNext(mind, Math.min(wanted, 1000));
  const counts = splitEvenly(bred ? wanted : 0, countsIn(form));
  return Object.fromEntries(
    Object.entries(form.properties ?? {}).map(([name, field]) => [
      name,
      decisions.get(name) ?? fillField(mind, name, field, { ideas, counts, asksForPlans }),
    ]),
  );
}

/** What the reader has to put into fields. */
interface Content {
  readonly ideas: readonly Idea[];
  /** By the names of whole-number fields. */
  readonly counts: ReadonlyMap<string, number>;
  /** Whether plans are what the form is about; a text beside them is their reason. */
  readonly asksForPlans: boolean;
}

function fillField(mind: Mind, name: string, field: FormSchema, { ideas, counts, asksForPlans }: Content): unknown {
  if (isPlan(mind, field)) return ideas[0] === undefined ? null : writePlan(mind, field, ideas[0].plan);
  switch (field.type) {
    case "array":
      if (field.items === undefined || !holdsPlan(mind, field.items)) return remarks(mind);
      return ideas.map((idea) => writeIdea(mind, field.items ?? {}, idea));
    case "string":
      if (asksForPlans) return ideas[0]?.reason ?? "It agrees with the trials.";
      return remarks(mind).join(" ") || "There is nothing to compare yet.";
    case "integer":
    case "number":
      return counts.get(name) ?? field.minimum ?? 0;
    default:
      return null;
  }
}

function writeIdea(mind: Mind, schema: FormSchema, idea: Idea): unknown {
  if (isPlan(mind, schema)) return writePlan(mind, schema, idea.plan);
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [
      name,
      isPlan(mind, field) ? writePlan(mind, field, idea.plan) : idea.reason,
    ]),
  );
}

/** A plan in the form's own words: which field is the model and which the number is told by what each may hold. */
function writePlan({ situation }: Mind, schema: FormSchema, plan: Plan): unknown {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([stage, choice]) => {
      const place = situation.choices.stages.findIndex(({ name }) => name === stage);
      const { model = "", samples = 1 } = plan[place] ?? {};
      const legend = situation.words.get(stage);
      const inWords = [...(legend ?? [])].find(([, value]) => value === samples)?.[0];
      return [
        stage,
        Object.fromEntries(
          Object.entries(choice.properties ?? {}).map(([name, field]) => {
            if (field.type === "string" && field.enum?.includes(model)) return [name, model];
            return [name, field.type === "string" ? (inWords ?? String(samples)) : samples];
          }),
        ),
      ];
    }),
  );
}

/** Whether a form is for one plan: an object with a field for every subtask. */
function isPlan({ situation }: Mind, schema: FormSchema): boolean {
  const { stages } = situation.choices;
  const names = Object.keys(schema.properties ?? {});
  return stages.length > 0 && names.length === stages.length && stages.every(({ name }) => names.includes(name));
}

function holdsPlan(mind: Mind, schema: FormSchema): boolean {
  return isPlan(mind, schema) || Object.values(schema.properties ?? {}).some((field) => isPlan(mind, field));
}

/** Breeds where guidance says explore, or now and then where scores no longer move; agrees with a proposal unless the best trial beats its forecast. */
function decide(mind: Mind, values: readonly string[]): string {
  const { situation, guidance, rng, best, history } = mind;
  const breeding = values.find((value) => situation.exploring.includes(value));
  if (breeding !== undefined) {
    const told = guidance.some((g) => g.kind === "explore" && g.always);
    const breeds = told ? rng.uniform() < 0.6 : barelyVaries(mind) && rng.uniform() < 0.3;
    return breeds ? breeding : (values.find((value) => value !== breeding) ?? breeding);
  }
  const agreeing = values.find((value) => situation.agreeing.includes(value));
  if (agreeing !== undefined) {
    const forecasts = history.filter(({ kind }) => kind === "forecast");
    const hopes = forecasts.map(({ score, spread }) => (score ?? 0) + (spread ?? 0));
    const dim = hopes.length > 0 && Math.max(...hopes) < (best[0]?.score ?? Number.NEGATIVE_INFINITY);
    return dim || rng.uniform() > mind.skill.uptake
      ? (values.find((value) => value !== agreeing) ?? agreeing)
      : agreeing;
  }
  return values[0] ?? "";
}

/** The names of whole-number fields. */
function countsIn(form: FormSchema): string[] {
  return Object.entries(form.properties ?? {})
    .filter(([, field]) => field.type === "integer")
    .map(([name]) => name);
}

function splitEvenly(total: number, names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, i) => [name, Math.floor(total / names.length) + (i < total % names.length ? 1 : 0)]));
}

import type { Rng } from "../../core/index.js";
import type { ReadModel, ReadStage } from "../understand/choices.js";
import type { Guidance } from "../understand/guidance.js";
import { type Plan, planKey } from "../understand/history.js";
import { alike, nice, samplesAt, withSamples } from "./amounts.js";
import { fitted } from "./fit.js";
import { barelyVaries, type Mind, modelOf, reckonedCost, unitsOf } from "./mind.js";

/** A plan with what the reader says about it. */
export interface Idea {
  readonly plan: Plan;
  readonly reason: string;
}

type Choice = Plan[number];

/** Samples that are a step worth taking where there are few. */
const HANDFUL = 5;

/** The chance that a plan does as a piece of advice says: where all would, a list of plans would be one plan many times. */
const HEEDED = 0.7;

/**
 * Plans to try next, each another. The habits are those of somebody who tunes by hand: begin in the middle, take a good trial and change one
 * thing, now and then look elsewhere; guidance, where there is any, says which things, which way, and how often elsewhere. It keeps to the
 * budget as far as it can reckon, repeats nothing that it remembers, and of its own accord proposes nothing that is nearly the same.
 */
export function planNext(mind: Mind, count: number): Idea[] {
  const { situation, history } = mind;
  if (situation.choices.stages.length === 0) return [];
  const known = history.filter(({ kind }) => kind !== "forecast" && kind !== "praised").map(({ plan }) => plan);
  const forecasts = new Set(history.filter(({ kind }) => kind === "forecast").map(({ plan }) => planKey(plan)));
  const stale = (plan: Plan) => {
    const key = planKey(plan);
    const same = forecasts.has(key)
      ? (other: Plan) => planKey(other) === key
      : (other: Plan) => alike(mind, plan, other);
    return known.some(same);
  };
  const ideas: Idea[] = [];
  for (let i = 0; i < count; i++) {
    let idea = oneIdea(mind, i);
    for (let again = 0; again < 24 && stale(idea.plan); again++)
      idea = again < 12 ? oneIdea(mind, i + again + 1) : affordable(mind, anywhere(mind));
    known.push(idea.plan);
    ideas.push(idea);
  }
  return ideas;
}

function oneIdea(mind: Mind, place: number): Idea {
  const { rng } = mind;
  const forecasts = mind.history.filter(({ kind }) => kind === "forecast");
  if (forecasts.length > 0 && rng.uniform() < 0.7) {
    const ordered = [...forecasts].sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
    const chosen = ordered[Math.min(place, ordered.length - 1)];
    if (chosen !== undefined) return { plan: chosen.plan, reason: "has a high forecast" };
  }
  const base = anchor(mind);
  if (base === null) return affordable(mind, fromScratch(mind, place));
  return affordable(mind, changed(mind, base));
}

function affordable(mind: Mind, idea: Idea): Idea {
  return { ...idea, plan: fitted(mind, idea.plan) };
}

/** A good trial to start from: mostly the best. Before there is any, what was good elsewhere. */
function anchor({ best, history, rng }: Mind): Plan | null {
  const praised = history.filter(({ kind }) => kind === "praised");
  const pool = best.length > 0 ? best.slice(0, 3).map(({ plan }) => plan) : praised.map(({ plan }) => plan);
  if (pool.length === 0) return null;
  const u = rng.uniform();
  return pool[u < 0.6 ? 0 : u < 0.85 ? Math.min(1, pool.length - 1) : pool.length - 1] ?? null;
}

/** First plans: middling models and numbers; then strong ones early or late; then anything. */
function fromScratch(mind: Mind, place: number): Idea {
  const { stages } = mind.situation.choices;
  const bySize = (stage: ReadStage) => [...stage.models].sort((a, b) => a.size - b.size);
  const pick = (stage: ReadStage, share: number): string => {
    const sorted = bySize(stage);
    return sorted[Math.round(share * (sorted.length - 1))]?.name ?? "";
  };
  if (place > 2 || mind.rng.uniform() < 0.15) return anywhere(mind);
  const plan = stages.map((stage, i): Choice => {
    const late = stages.length === 1 ? 0.5 : i / (stages.length - 1);
    const share = place === 0 ? 0.5 : place === 1 ? 1 - late : late;
    const usual = place === 0 ? [5, 10] : share > 0.5 ? [1, 2] : [10, 20];
    return { model: preferred(mind, stage) ?? pick(stage, share), samples: nice(mind, stage, pickOf(usual, mind.rng)) };
  });
  return { plan, reason: place === 0 ? "a balanced start" : "strength on one side" };
}

/** Any models, any numbers, small ones as likely as large ones. */
function anywhere(mind: Mind): Idea {
  const { rng, situation } = mind;
  const { stages, amounts } = situation.choices;
  const most = amounts.at(-1) ?? 1;
  const plan = stages.map((stage): Choice => {
    const models = stage.models.filter(({ name }) => !mistrusted(mind, stage, name));
    const pool = models.length > 0 ? models : stage.models;
    return {
      model: pool[rng.below(pool.length)]?.name ?? "",
      samples: nice(mind, stage, Math.exp(rng.uniform() * Math.log(most))),
    };
  });
  return { plan, reason: "a look elsewhere" };
}

/** A change to a good trial. */
function changed(mind: Mind, base: Plan): Idea {
  const { guidance, rng } = mind;
  const elsewhere = guidance.some((g) => g.kind === "explore" && (g.always || barelyVaries(mind))) ? 0.35 : 0.1;
  if (rng.uniform() < elsewhere) return anywhere(mind);
  const plan = adopted(mind, base);
  const heeded = lastWords(guidance).filter(() => rng.uniform() < HEEDED);
  if (heeded.length > 0) return asAdvised(mind, plan, heeded);
  const habit = rng.uniform();
  if (habit < 0.5) return resampled(mind, plan);
  if (habit < 0.8) return remodelled(mind, plan);
  return spent(mind, plan);
}

/** The models that guidance prefers, mostly. */
function adopted(mind: Mind, base: Plan): Plan {
  return base.map((choice, i): Choice => {
    const stage = mind.situation.choices.stages[i];
    const model = stage === undefined ? null : preferred(mind, stage);
    if (stage === undefined || model === null || model === choice.model) return choice;
    const to = modelOf(stage, model);
    return to !== undefined && mind.rng.uniform() < HEEDED ? exchanged(mind, stage, choice, to) : choice;
  });
}

/** The model that guidance last spoke well of, if any. */
function preferred({ guidance }: Mind, stage: ReadStage): string | null {
  const said = guidance.findLast((g) => g.kind === "model" && g.stage === stage.name && g.good);
  return said?.kind === "model" ? said.model : null;
}

/** Whether guidance spoke ill of a model, and not well of it since. */
function mistrusted({ guidance }: Mind, stage: ReadStage, model: string): boolean {
  const said = guidance.findLast((g) => g.kind === "model" && g.stage === stage.name && g.model === model);
  return said?.kind === "model" && !said.good;
}

type Advice = Extract<Guidance, { kind: "near" | "more" | "fewer" | "shift" }>;

/** What was last said about the samples of each subtask, and about the sharing between them. */
function lastWords(guidance: readonly Guidance[]): Advice[] {
  const last = new Map<string, Advice>();
  for (const said of guidance) {
    if (said.kind === "shift") last.set(said.kind, said);
    else if (said.kind === "near" || said.kind === "more" || said.kind === "fewer") last.set(`of ${said.stage}`, said);
  }
  return [...last.values()];
}

/** A plan changed by every piece of some advice. */
function asAdvised(mind: Mind, plan: Plan, heeded: readonly Advice[]): Idea {
  const about = heeded.map((advice) =>
    advice.kind === "shift" ? `compute for ${advice.to}` : `the samples of ${advice.stage}`,
  );
  return {
    plan: heeded.reduce((now, advice) => guided(mind, now, advice), plan),
    reason: `${about.join(", ")} as advised`,
  };
}

function guided(mind: Mind, plan: Plan, advice: Advice): Plan {
  const { rng } = mind;
  switch (advice.kind) {
    case "near":
      return withSamples(mind, plan, advice.stage, advice.samples * Math.exp(0.3 * rng.normal()));
    case "more":
    case "fewer": {
      const factor = 1.4 + rng.uniform();
      const now = samplesAt(mind, plan, advice.stage);
      const next = advice.kind === "more" ? Math.max(now + HANDFUL, now * factor) : Math.min(now - 1, now / factor);
      return withSamples(mind, plan, advice.stage, next);
    }
    case "shift": {
      const less = withSamples(mind, plan, advice.from, samplesAt(mind, plan, advice.from) / (1.5 + rng.uniform()));
      return withSamples(mind, less, advice.to, samplesAt(mind, plan, advice.to) * (1.5 + rng.uniform()) + 1);
    }
  }
}

/** Another number of samples at one subtask. */
function resampled(mind: Mind, plan: Plan): Idea {
  const { rng, situation } = mind;
  const stage = pickOf(situation.choices.stages, rng);
  const now = samplesAt(mind, plan, stage.name);
  const next = pickOf([now * 2, now / 2, now * 1.5, now / 1.5, now + HANDFUL, now - HANDFUL], rng);
  return { plan: withSamples(mind, plan, stage.name, next), reason: `varies the samples of ${stage.name}` };
}

/** Another model at one subtask. */
function remodelled(mind: Mind, plan: Plan): Idea {
  const { rng, situation } = mind;
  const stage = pickOf(situation.choices.stages, rng);
  const place = situation.choices.stages.indexOf(stage);
  const old = plan[place];
  const others = stage.models.filter(({ name }) => name !== old?.model && !mistrusted(mind, stage, name));
  if (old === undefined || others.length === 0) return resampled(mind, plan);
  const to = pickOf(others, rng);
  return {
    plan: plan.map((choice, i) => (i === place ? exchanged(mind, stage, old, to) : choice)),
    reason: `tries ${to.name} at ${stage.name}`,
  };
}

/** Another model in a choice: with the samples of the best trial that had it there; else with as many as cost about the same, or as before. */
function exchanged(mind: Mind, stage: ReadStage, { model, samples }: Choice, to: ReadModel): Choice {
  const place = mind.situation.choices.stages.indexOf(stage);
  const seen = mind.best.find(({ plan }) => plan[place]?.model === to.name)?.plan[place]?.samples;
  if (seen !== undefined) return { model: to.name, samples: nice(mind, stage, seen) };
  const from = modelOf(stage, model);
  const money = from === undefined ? null : unitsOf(from, samples);
  const same = money !== null && to.further > 0 ? 1 + (money - to.first) / to.further : samples;
  return { model: to.name, samples: nice(mind, stage, mind.rng.uniform() < 0.5 ? same : samples) };
}

/** The money that is left, spent on one subtask. */
function spent(mind: Mind, plan: Plan): Idea {
  const { rng, situation } = mind;
  const { budget, stages } = situation.choices;
  const stage = pickOf(stages, rng);
  const place = stages.indexOf(stage);
  const model = modelOf(stage, plan[place]?.model ?? "");
  if (budget === null || model === undefined || model.further <= 0) return resampled(mind, plan);
  const more = Math.floor((budget - reckonedCost(mind, plan)) / model.further);
  return {
    plan: withSamples(mind, plan, stage.name, samplesAt(mind, plan, stage.name) + Math.max(0, more)),
    reason: `spends what is left at ${stage.name}`,
  };
}

function pickOf<T>(list: readonly T[], rng: Rng): T {
  const chosen = list[rng.below(list.length)];
  if (chosen === undefined) throw new RangeError("pickOf requires a list with an element, got an empty one");
  return chosen;
}

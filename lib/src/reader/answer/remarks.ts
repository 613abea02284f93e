import type { ReadStage } from "../understand/choices.js";
import type { Plan } from "../understand/history.js";
import type { Remembered } from "./memory.js";
import { barelyVaries, type Mind, modelOf, unitsOf } from "./mind.js";

/** A difference of scores that the reader takes for one. */
const CLEAR = 0.02;

/** What the reader writes when asked for sentences: on each topic that the text asks about; on what good trials share, where it asks about none. */
export function remarks(mind: Mind): string[] {
  const { topics, choices } = mind.situation;
  const written: string[] = [];
  if (topics.includes("models")) written.push(...choices.stages.map((stage, i) => onModels(mind, stage, i)));
  if (topics.includes("samples")) written.push(...choices.stages.map((stage, i) => onSamples(mind, stage, i)));
  if (topics.includes("sharing")) written.push(onSharing(mind));
  if (topics.includes("exploration") && barelyVaries(mind))
    written.push("Scores barely vary any more: explore, by crossover, mutation or random choices.");
  if (topics.includes("last-run")) written.push(...onLastRun(mind));
  const found = written.filter((sentence) => sentence !== "");
  if (topics.includes("patterns") || (found.length === 0 && topics.length === 0))
    found.push(...choices.stages.map((stage, i) => onPatterns(mind, stage, i)).filter((sentence) => sentence !== ""));
  return found;
}

/** The smallest model whose best score is not clearly below the best of all. */
function onModels({ best }: Mind, stage: ReadStage, place: number): string {
  const scores = stage.models.map((model) => ({
    ...model,
    best: Math.max(...best.filter(({ plan }) => plan[place]?.model === model.name).map(({ score }) => score)),
  }));
  const tried = scores.filter((model) => Number.isFinite(model.best));
  const top = Math.max(...tried.map((model) => model.best));
  const chosen = tried.filter((model) => model.best > top - CLEAR).sort((a, b) => a.size - b.size)[0];
  return chosen === undefined
    ? ""
    : `For ${stage.name}, prefer ${chosen.name}, which reached ${chosen.best.toFixed(3)}.`;
}

/** Where the best number of samples lies, from the trials with the model of the best one. */
function onSamples({ best }: Mind, stage: ReadStage, place: number): string {
  const model = best[0]?.plan[place]?.model;
  const points = best.flatMap(({ plan, score }) =>
    plan[place]?.model === model ? [{ samples: plan[place]?.samples ?? 1, score }] : [],
  );
  const top = points[0];
  if (top === undefined) return "";
  const above = points.filter(({ samples }) => samples > top.samples);
  const below = points.filter(({ samples }) => samples < top.samples);
  if (above.length > 0) return `For ${stage.name}, keep the samples near ${top.samples}; more brought nothing.`;
  if (below.length > 0) return `For ${stage.name}, more samples than ${top.samples} may still help.`;
  return top.samples > 10
    ? `For ${stage.name}, fewer samples than ${top.samples} may do as well.`
    : `For ${stage.name}, more samples than ${top.samples} are open.`;
}

/** From the subtask on which good trials spend a smaller share than poor ones to the one on which they spend a larger. */
function onSharing(mind: Mind): string {
  const { best, situation } = mind;
  const { stages } = situation.choices;
  if (stages.length < 2 || best.length < 2) return "";
  const half = Math.ceil(best.length / 2);
  const good = sharesOf(mind, best.slice(0, half));
  const poor = sharesOf(mind, best.slice(half));
  const gains = stages.map((_, i) => (good[i] ?? 0) - (poor[i] ?? 0));
  const to = gains.indexOf(Math.max(...gains));
  const from = gains.indexOf(Math.min(...gains));
  return to === from ? "" : `Move budget from ${stages[from]?.name} to ${stages[to]?.name}.`;
}

/** The mean share of each subtask in the cost of some trials. */
function sharesOf({ situation }: Mind, trials: readonly Remembered[]): number[] {
  const { stages } = situation.choices;
  const costs = (plan: Plan) =>
    stages.map((stage, i) => {
      const model = modelOf(stage, plan[i]?.model ?? "");
      return model === undefined ? 0 : unitsOf(model, plan[i]?.samples ?? 1);
    });
  return stages.map((_, i) => {
    const shares = trials.map(({ plan }) => {
      const parts = costs(plan);
      return (
        (parts[i] ?? 0) /
        Math.max(
          1e-9,
          parts.reduce((sum, part) => sum + part, 0),
        )
      );
    });
    return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  });
}

/** The last trial against the best before it, choice by choice. */
function onLastRun({ history, situation }: Mind): string[] {
  const { stages, metric } = situation.choices;
  const runs = history.filter(({ kind }) => kind === "scored" || kind === "unscored");
  const last = runs.at(-1);
  if (last === undefined) return [];
  if (last.score === null) return ["The last run gave no score."];
  const before = runs
    .slice(0, -1)
    .reduce<(typeof runs)[number] | null>((a, b) => ((b.score ?? -1) > (a?.score ?? -1) ? b : a), null);
  const name = metric ?? "The score";
  if (before === null || before.score === null)
    return [`${name} of ${last.score.toFixed(3)} is the first to compare with.`];
  const gain = last.score - before.score;
  const how = gain > 0 ? "helped" : "did not help";
  const remarks = [`${name} of ${last.score.toFixed(3)} after ${before.score.toFixed(3)} for the leading one.`];
  for (const [i, stage] of stages.entries()) {
    const [now, then] = [last.plan[i], before.plan[i]];
    if (now === undefined || then === undefined) continue;
    if (now.model !== then.model) remarks.push(`${now.model} for ${stage.name} ${how}.`);
    else if (now.samples > then.samples)
      remarks.push(
        gain > 0 ? `More samples for ${stage.name} helped.` : `More samples for ${stage.name} did not help.`,
      );
    else if (now.samples < then.samples)
      remarks.push(
        gain >= 0 ? `Fewer samples for ${stage.name} do as well.` : `With fewer samples for ${stage.name} it fell.`,
      );
  }
  return remarks;
}

/** What the good trials have in common: the model that most of them use, and their middle number of samples. */
function onPatterns({ best, history, situation }: Mind, stage: ReadStage, place: number): string {
  const praised = history.filter(({ kind }) => kind === "praised").map(({ plan }) => plan);
  const good = [...best.slice(0, Math.max(3, Math.ceil(best.length / 3))).map(({ plan }) => plan), ...praised];
  const counts = new Map<string, number[]>();
  for (const plan of good) {
    const choice = plan[place];
    if (choice !== undefined) counts.set(choice.model, [...(counts.get(choice.model) ?? []), choice.samples]);
  }
  const [model, used] = [...counts].sort((a, b) => b[1].length - a[1].length)[0] ?? [];
  if (model === undefined || used === undefined) return "";
  const middle = [...used].sort((a, b) => a - b)[Math.floor(used.length / 2)] ?? 1;
  const word = [...(situation.words.get(stage.name) ?? [])].find(([, value]) => value === middle)?.[0];
  return `For ${stage.name}, good ones use ${model} with ${word === undefined ? `about ${middle}` : word} samples.`;
}

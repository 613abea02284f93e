import type { ModelSpec, Stage, Task } from "../allocation/index.js";
import { at } from "../core/index.js";
import { type AggregateKind, type Law, type Mechanisms, referenceTemperature } from "./law.js";
import { logistic } from "./sample-chance.js";

/** One unknown of a law, on a scale without bounds, and what is believed of it before any number is seen: normal(mean, sd). */
export interface Parameter {
  /** Such as `Retrieval / spread (log)`. */
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
}

/** The size at which a stage's level is stated. */
const middlingModel = 8e9;

/**
 * The unknowns of a task's law with their priors, in a fixed order. A model's ability is
 * level + slope ln(parameters / 8B) + its own deviation; level, slope and deviations differ by stage, so that the better model
 * of one stage need not be the better one of another.
 *
 * The centres and widths are judgements: abilities around which mid-size models solve most questions but not all, slopes
 * under which ten times the parameters are worth about one unit of log-odds, windows of 10k to 130k tokens. The ensemble
 * is drawn from these wherever no published number speaks.
 *
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * priorsOf(parseTask(exampleTask))[0]; // => { name: "Find / level", mean: 0.95, sd: 0.5 }
 */
export function priorsOf(task: Task): readonly Parameter[] {
  return layout(task).map(({ name, mean, sd }) => ({ name, mean, sd }));
}

/** The law that a point in the space of `priorsOf` stands for. */
export function lawAt(task: Task, theta: ArrayLike<number>, mechanisms: Mechanisms): Law {
  const places = layout(task);
  if (theta.length !== places.length)
    throw new RangeError(`a law of ${task.name} requires ${places.length} parameters, got ${theta.length}`);
  const positions = new Map(places.map(({ name }, i) => [name, i]));
  const value = (name: string) => {
    const i = positions.get(name);
    return i === undefined ? undefined : at(theta, i);
  };
  const one = (name: string) => value(name) ?? 0;
  return {
    mechanisms,
    sharpening: Math.exp(one("sharpening (log)")),
    garble: logistic(one("garble (logit)")),
    stages: task.stages.map((stage) => {
      const of = (what: string) => one(`${stage.name} / ${what}`);
      return {
        name: stage.name,
        aggregate: stage.aggregate.kind,
        spread: Math.exp(of("spread (log)")),
        commonality: logistic(of("commonality (logit)")),
        dependence: of("dependence"),
        scatter: Math.exp(of("scatter (log)")),
        temperature: referenceTemperature,
        contextTokens: stage.aggregate.kind === "fuse" ? stage.aggregate.promptTokens : stage.promptTokens,
        sampleTokens: stage.outputTokens,
        models: stage.models.map((model) => {
          const its = (what: string) => of(`${model.name} / ${what}`);
          const fusing = (what: string) => of(`${fuserOf(stage, model)} / ${what}`);
          return {
            name: model.name,
            ability: of("level") + of("slope") * logSize(model) + its("deviation"),
            skill: logistic(fusing("skill (logit)")),
            window: Math.exp(fusing("window (log)")),
            spoiling: logistic(fusing("spoiling (logit)")),
            handOver: logistic(its("hand-over (logit)")),
          };
        }),
      };
    }),
  };
}

function layout(task: Task): Parameter[] {
  return [
    ...task.stages.flatMap((stage, s) => stageParameters(stage, s, task.stages.length)),
    { name: "sharpening (log)", mean: 0, sd: 0.7 },
    { name: "garble (logit)", mean: -3, sd: 0.7 },
  ];
}

function stageParameters(stage: Stage, s: number, stages: number): Parameter[] {
  const shared: Parameter[] = [
    { name: "level", mean: 0.95, sd: 0.5 },
    { name: "slope", mean: 0.4, sd: 0.25 },
    { name: "spread (log)", mean: Math.log(2), sd: 0.3 },
    { name: "scatter (log)", mean: 0, sd: 0.3 },
    // Alone, a stage has no other to have difficulty in common with, or to depend on.
    ...(stages === 1 ? [] : [{ name: "commonality (logit)", mean: 0.2, sd: 0.6 }]),
    ...(s === 0 ? [] : [{ name: "dependence", mean: 2.5, sd: 0.9 }]),
  ];
  const last = s === stages - 1;
  const own = stage.models.flatMap((model) => [
    { name: `${model.name} / deviation`, mean: 0, sd: 0.25 },
    ...(last ? [] : [{ name: `${model.name} / hand-over (logit)`, mean: 3, sd: 1 }]),
  ]);
  const fusers = new Map(stage.models.map((model) => [fuserOf(stage, model), fusingModel(stage, model)]));
  const fusing = [...fusers].flatMap(([name, model]) => fuserParameters(name, model, stage.aggregate.kind));
  return [...shared, ...own, ...fusing].map((parameter) => ({
    ...parameter,
    name: `${stage.name} / ${parameter.name}`,
  }));
}

function fuserParameters(name: string, model: ModelSpec, kind: AggregateKind): Parameter[] {
  if (kind === "vote") return [];
  const skill = { name: `${name} / skill (logit)`, mean: -2, sd: 0.8 };
  if (kind === "best-of-n") return [skill];
  return [
    skill,
    // Larger models hold longer contexts, a little.
    { name: `${name} / window (log)`, mean: Math.log(36_000) + 0.2 * logSize(model), sd: 0.65 },
    { name: `${name} / spoiling (logit)`, mean: -2, sd: 0.8 },
  ];
}

/** The model that reads the samples: one for the stage where the task fixes it, else the one that drew them. */
function fusingModel(stage: Stage, model: ModelSpec): ModelSpec {
  return (stage.aggregate.kind === "fuse" ? stage.aggregate.model : null) ?? model;
}

function fuserOf(stage: Stage, model: ModelSpec): string {
  return `${fusingModel(stage, model).name} as fuser`;
}

function logSize(model: ModelSpec): number {
  return Math.log(model.parameters / middlingModel);
}

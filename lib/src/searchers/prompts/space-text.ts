import { type Allocation, costBreakdown, type Space, type StageChoice } from "../../allocation/index.js";
import type { Samples } from "../../core/index.js";
import type { SearchView } from "../searcher.js";
import { unitsText } from "./trial-text.js";

/** What is searched, in words: the pipeline, the choices of every subtask with their costs, the budget and the aim. */
export function spaceText(view: SearchView): string {
  const { space, questions } = view;
  const { task, grid, budget } = space;
  const least = grid[0] ?? 1;
  const most = grid.at(-1) ?? 1;
  const amounts =
    grid.length === most - least + 1 ? `an integer from ${least} to ${most}` : `one of ${grid.join(", ")}`;
  const lines = task.stages.map((stage, i) => {
    const models = stage.models.map(({ name, parameters }) => {
      const { first, further } = sampleCosts(space, i, name);
      return `${name} (${billions(parameters)} parameters; one sample costs ${unitsText(first)} units, each further one ${unitsText(further)})`;
    });
    const metric = stage.metric === null ? "" : `; measured by ${stage.metric}`;
    return `${i + 1}. ${stage.name}: ${models.join(", ")}; reads ${stage.promptTokens} tokens and writes ${stage.outputTokens} per sample${metric}`;
  });
  return [
    `A pipeline of language models: ${task.title}. Its subtasks, in the order in which they run, and the models that can do each:`,
    ...lines,
    `For every subtask choose one of its models and how many samples it draws, ${amounts}. The samples of a subtask are made into one result, which the next subtask reads.`,
    `The cost of an allocation is the sum over its subtasks, per question; it may be at most ${unitsText(budget)} units.`,
    `The aim is the highest ${task.metric}, a mean between 0 and 1${questions === null ? "" : ` over ${questions} questions`}.`,
  ].join("\n");
}

/** What the first and each further sample of a stage cost; with charged fusion calls, the average over the range. */
function sampleCosts(space: Space, stage: number, model: string): { first: number; further: number } {
  const least = space.grid[0] ?? 1;
  const most = space.grid.at(-1) ?? least;
  const first = stageUnits(space, stage, model, 1);
  const further = most > 1 ? (stageUnits(space, stage, model, most) - first) / (most - 1) : 0;
  return { first, further };
}

/** What one stage costs by the rules of the space. */
export function stageUnits(space: Space, stage: number, model: string, samples: number): number {
  const allocation: Allocation = space.cheapest.map(
    (choice, i): StageChoice => (i === stage ? { ...choice, model, samples: samples as Samples } : choice),
  );
  const { base, fusion } = space.charged;
  const part = costBreakdown(space.task, allocation, { base }).stages[stage];
  if (part === undefined) throw new RangeError(`stageUnits requires a stage of the task, got ${stage}`);
  return part.cost + (fusion ? (part.fusion?.cost ?? 0) : 0);
}

function billions(parameters: number): string {
  return `${Number((parameters / 1e9).toPrecision(3))}B`;
}

import type { CostBreakdown, Limit, Space, StageCost } from "../allocation/index.js";
import type { TableBody } from "../report/index.js";

/** Everything the command says about one allocation. */
export interface AllocationCosts {
  readonly space: Space;
  readonly key: string;
  readonly breakdown: CostBreakdown;
  /** Dollars per question, or `null` without prices. */
  readonly dollars: number | null;
  /** Seconds per question, or `null` without speeds. */
  readonly seconds: number | null;
}

type Align = (body: TableBody) => string;

/** The costs of an allocation for machines. */
export function allocationData({ space, key, breakdown, dollars, seconds }: AllocationCosts): unknown {
  const charged = space.charged.fusion ? breakdown.totalWithFusion : breakdown.total;
  return {
    task: space.task.name,
    allocation: key,
    budget: space.budget,
    fusionCharged: space.charged.fusion,
    stages: breakdown.stages,
    total: breakdown.total,
    totalWithFusion: breakdown.totalWithFusion,
    left: space.budget - charged,
    affordable: charged <= space.budget,
    dollars,
    seconds,
  };
}

/** The costs of an allocation for people. */
export function allocationText({ space, breakdown, dollars, seconds }: AllocationCosts, align: Align): string {
  const { fusion } = space.charged;
  const { stages, total, totalWithFusion } = breakdown;
  const rows = stages.flatMap((stage) => [stageRow(stage), ...(fusion ? fusionRows(stage) : [])]);
  const fused = totalWithFusion - total;
  const taken = stages.reduce((sum, stage) => sum - stage.deduction, 0);
  const lines = [
    `${space.task.name}: ${space.task.title}`,
    "",
    align({ columns: stageColumns, rows }),
    fusion ? `official total     ${two(total)} units` : against("total", total, space),
    ...(fusion ? [against("total with fusion", totalWithFusion, space)] : []),
    ...(!fusion && fused > 0
      ? [`Fusing the samples would add ${two(fused)}; the official model leaves that out (--fusion charges it).`]
      : []),
    `The model takes ${two(taken)} off: the base prompt, once per stage.`,
    ...(dollars === null ? [] : [`money: $${dollars.toPrecision(4)} per question, fusion included`]),
    ...(seconds === null ? [] : [`time: ${seconds.toPrecision(4)} s per question, fusion included`]),
  ];
  return `${lines.join("\n")}\n`;
}

const stageColumns = [
  { key: "stage", title: "Stage" },
  { key: "model", title: "Model" },
  { key: "parameters", title: "Parameters" },
  { key: "samples", title: "Samples" },
  { key: "prompt", title: "Prompt" },
  { key: "output", title: "Output" },
  { key: "first", title: "First", digits: 2 },
  { key: "further", title: "Each further", digits: 2 },
  { key: "cost", title: "Cost", digits: 2 },
];

function stageRow(stage: StageCost): TableBody["rows"][number] {
  const { model, samples, promptTokens: prompt, outputTokens: output, first, further, cost } = stage;
  const parameters = billions(stage.parameters);
  return { stage: stage.stage, model, parameters, samples, prompt, output, first, further, cost };
}

function fusionRows({ fusion }: StageCost): TableBody["rows"][number][] {
  if (fusion === null) return [];
  const { model, promptTokens: prompt, outputTokens: output, cost } = fusion;
  const parameters = billions(fusion.parameters);
  return [{ stage: "  fusion", model, parameters, samples: 1, prompt, output, first: cost, further: null, cost }];
}

/** What a budget pays for, for machines. */
export function limitsData(space: Space, limits: readonly Limit[]): unknown {
  const { task, budget, charged, size, cheapest } = space;
  return {
    task: task.name,
    budget,
    fusionCharged: charged.fusion,
    allocations: size,
    cheapest: { allocation: cheapest, cost: space.costOf(cheapest) },
    limits,
  };
}

/** What a budget pays for, for people. */
export function limitsText(space: Space, limits: readonly Limit[], align: Align): string {
  const { task, budget, cheapest, size } = space;
  const columns = [
    { key: "stage", title: "Stage" },
    { key: "model", title: "Model" },
    { key: "parameters", title: "Parameters" },
    { key: "first", title: "First", digits: 2 },
    { key: "further", title: "Each further", digits: 2 },
    { key: "most", title: "Most samples" },
  ];
  const rows = limits.map(({ stage, model, parameters, first, further, most }) => ({
    stage,
    model,
    parameters: billions(parameters),
    first,
    further,
    most,
  }));
  const cheapestKey = cheapest.map(({ stage, model, samples }) => `${stage}=${model}:${samples}`).join(",");
  const lines = [
    `${task.name}: ${task.title}`,
    "",
    align({ columns, rows }),
    `Most samples: with every other stage at its cheapest, from ${task.samples.min} to ${task.samples.max}.`,
    size === 0
      ? `${two(budget)} units pay for no allocation.`
      : `${two(budget)} units pay for ${size.toLocaleString("en-US")} allocations.`,
    `The cheapest is ${cheapestKey} at ${two(space.costOf(cheapest))}.`,
  ];
  return `${lines.join("\n")}\n`;
}

function against(what: string, cost: number, { budget }: Space): string {
  const left = budget - cost;
  // A difference that two decimals would show as none still decides.
  const amount = left !== 0 && Math.abs(left) < 0.005 ? Math.abs(left).toPrecision(2) : two(Math.abs(left));
  const rest = left >= 0 ? `${amount} left` : `${amount} too much`;
  return `${what}${" ".repeat(Math.max(1, 19 - what.length))}${two(cost)} of ${two(budget)} units, ${rest}`;
}

function billions(parameters: number): string {
  return `${parameters / 1e9}B`;
}

function two(value: number): string {
  return value.toFixed(2);
}

import type { Landscape, Plan } from "./landscape.js";

/** No stage starts with more samples than this. */
const CAP = 30;

/**
 * Where to begin: balanced pipelines, so that no stage's signal is drowned by a weak partner. Cyclic Latin rows over the models, as many
 * as the stage with the most has, each model of a stage once before any comes twice; where a row costs too much, or models are still
 * missing, the affordable row whose models were used least takes its place. Rows are added, each with the most pairs of models that did not
 * meet yet, until there is one more than stages: fewer could not tell which stage a difference comes from. Then samples are raised stage by stage in turn until the
 * budget is spent.
 */
export function latinStart(landscape: Landscape): readonly Plan[] {
  const models = landscape.options.map((list) => [...new Set(list.map(({ model }) => model))]);
  const rows: number[][] = [];
  const affordable = (row: readonly number[]) => landscape.contains(leastPlan(landscape, row));
  const uses = (s: number, model: number) => rows.filter((row) => row[s] === model).length;
  const add = (row: number[]) => {
    if (affordable(row) && !rows.some((other) => other.every((m, s) => m === row[s]))) rows.push(row);
  };
  const length = Math.max(...models.map((list) => list.length));
  // Stages are shifted against each other, so that a row mixes large and small models.
  for (let r = 0; r < length; r++)
    add(models.map((list, s) => list[(r + models.length - 1 - s) % list.length] as number));
  for (const [s, list] of models.entries())
    for (const model of list) {
      if (uses(s, model) > 0) continue;
      const row: number[] = [];
      for (const [t, others] of models.entries()) {
        const choices = t === s ? [model] : others.toSorted((a, b) => uses(t, a) - uses(t, b));
        // The rest of the row at its cheapest must still be paid for.
        row.push(
          choices.find((m) => affordable(completed(landscape, [...row, m], s, model))) ?? (choices[0] as number),
        );
      }
      add(row);
    }
  for (const row of pairings(models, () => rows, affordable)) {
    if (rows.length > models.length) break;
    add(row);
  }
  return rows.map((row) => raised(landscape, row));
}

/** More combinations of models than this are not looked through. */
const MANY = 5000;

/** Affordable rows, each with the most pairs of models that no row before it has. */
function* pairings(
  models: readonly (readonly number[])[],
  rows: () => readonly (readonly number[])[],
  affordable: (row: readonly number[]) => boolean,
): Generator<number[]> {
  if (models.reduce((product, list) => product * list.length, 1) > MANY) return;
  let all: number[][] = [[]];
  for (const list of models) all = all.flatMap((row) => list.map((m) => [...row, m]));
  const open = all.filter(affordable);
  for (;;) {
    const met = new Set(rows().flatMap(pairsOf));
    const news = open.map((row) => pairsOf(row).filter((pair) => !met.has(pair)).length);
    const most = Math.max(0, ...news);
    if (most === 0) return;
    yield open[news.indexOf(most)] as number[];
  }
}

function pairsOf(row: readonly number[]): string[] {
  return row.flatMap((m, s) => row.slice(s + 1).map((o, t) => `${s}:${m}/${s + 1 + t}:${o}`));
}

/** The row begun, and the cheapest models after it, with `model` in stage s. */
function completed({ options }: Landscape, begun: readonly number[], s: number, model: number): number[] {
  return options.map((list, t) => {
    if (t < begun.length) return begun[t] as number;
    if (t === s) return model;
    return list.reduce((least, option) => (option.cost < least.cost ? option : least)).model;
  });
}

/** Each stage with the fewest samples of its model. */
function leastPlan({ options }: Landscape, row: readonly number[]): number[] {
  return row.map((model, s) => (options[s] ?? []).findIndex((option) => option.model === model));
}

function raised(landscape: Landscape, row: readonly number[]): Plan {
  const { options } = landscape;
  let plan = leastPlan(landscape, row);
  for (let moved = true; moved; ) {
    moved = false;
    for (const s of plan.keys()) {
      const next = options[s]?.[(plan[s] as number) + 1];
      if (next === undefined || next.model !== row[s] || next.samples > CAP) continue;
      const more = plan.map((o, t) => (t === s ? o + 1 : o));
      if (!landscape.contains(more)) continue;
      plan = more;
      moved = true;
    }
  }
  return plan;
}

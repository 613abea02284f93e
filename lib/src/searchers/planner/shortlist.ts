import { createRng } from "../../core/index.js";
import type { Landscape, Plan } from "./landscape.js";

/** Spaces up to this size are looked through whole. */
const WHOLE = 4096;
/** The most plans that a coarse view of a larger space may count. */
const COARSE = 8000;

const known = new WeakMap<Landscape, readonly Plan[]>();

/**
 * Plans that stand for all of a landscape: all of them where they are few; else those with numbers of samples in a geometric row,
 * always with one sample and the most, and, for each choice of the other stages, the most that is left for the last stage. What is
 * believed of scores is smooth in ln k, so that the best plan lies near the best of these: `around` looks there.
 */
export function shortlist(landscape: Landscape): readonly Plan[] {
  const found = known.get(landscape) ?? list(landscape);
  known.set(landscape, found);
  return found;
}

function list(landscape: Landscape): readonly Plan[] {
  const { space } = landscape;
  if (space.size <= WHOLE) return Array.from(space, (allocation) => landscape.planOf(allocation) as Plan);
  for (let ratio = 1.3; ratio < 100; ratio *= 1.25) {
    const coarse = coarseOptions(landscape, ratio);
    if (coarse.reduce((product, { length }) => product * length, 1) <= COARSE) return combine(landscape, coarse);
  }
  // So many stages that even two numbers of samples each are too many: an even sample of the space.
  const rng = createRng("planner/shortlist");
  return Array.from({ length: COARSE }, () => landscape.planOf(space.draw(rng)) as Plan);
}

/** By stage, the options whose samples are in the row 1, r, r², … or the most that this model can draw. */
function coarseOptions({ options, space: { grid } }: Landscape, ratio: number): number[][] {
  const row = new Set<number>();
  let next = 0;
  for (const samples of grid)
    if (samples >= next) {
      row.add(samples);
      next = samples * ratio;
    }
  return options.map((list) =>
    Array.from(list.keys()).filter((o) => row.has(list[o]?.samples ?? 0) || list[o + 1]?.model !== list[o]?.model),
  );
}

function combine(landscape: Landscape, coarse: readonly (readonly number[])[]): Plan[] {
  const { options, space } = landscape;
  const last = options.length - 1;
  const plans: Plan[] = [];
  const extend = (plan: readonly number[]) => {
    const s = plan.length;
    if (s < last) {
      for (const o of coarse[s] ?? []) extend([...plan, o]);
      return;
    }
    let dearest = -1;
    const close = () => {
      if (dearest < 0) return;
      // The most that is left: walk up from the last coarse option that the budget pays for.
      let o = dearest;
      while (options[s]?.[o + 1]?.model === options[s]?.[o]?.model && landscape.contains([...plan, o + 1])) o++;
      if (o !== dearest) plans.push([...plan, o]);
      dearest = -1;
    };
    for (const o of coarse[s] ?? []) {
      if (dearest >= 0 && options[s]?.[o]?.model !== options[s]?.[dearest]?.model) close();
      if (landscape.costOf([...plan, o]) > space.budget + 1 || !landscape.contains([...plan, o])) continue;
      plans.push([...plan, o]);
      dearest = o;
    }
    close();
  };
  extend([]);
  return plans;
}

/** Most values that a stage takes in one round of refinement. */
const VALUES = 7;

/**
 * The plans around one: the same models, the samples of each stage within `width` of its own in ln k, at most seven values a stage,
 * thinned out away from it.
 *
 * @param width 0.7 is from half to twice as many
 */
export function around(landscape: Landscape, plan: Plan, width: number): Plan[] {
  const { options } = landscape;
  const values = plan.map((o, s) => {
    const list = options[s] ?? [];
    const { model, samples } = list[o] as { model: number; samples: number };
    const near = Array.from(list.keys()).filter(
      (p) => list[p]?.model === model && Math.abs(Math.log((list[p]?.samples ?? 1) / samples)) <= width,
    );
    return thin(near, o);
  });
  let plans: number[][] = [[]];
  for (const options of values) plans = plans.flatMap((start) => options.map((o) => [...start, o]));
  return plans.filter((other) => landscape.contains(other));
}

/** At most `VALUES` of ascending numbers, evenly, with `keep` and its neighbours among them. */
function thin(all: readonly number[], keep: number): number[] {
  if (all.length <= VALUES) return [...all];
  const at = all.indexOf(keep);
  const places = new Set([
    at - 1,
    at,
    at + 1,
    0,
    all.length - 1,
    Math.floor(at / 2),
    Math.floor((at + all.length) / 2),
  ]);
  return all.filter((_, i) => places.has(i));
}

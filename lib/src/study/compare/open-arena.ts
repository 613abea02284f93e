import { type Allocation, allocationKey, createSpace, type Space } from "../../allocation/index.js";
import { budgetUnits, createRng, type Provenance, shuffled } from "../../core/index.js";
import { type Environment, partOf, replay, simulate } from "../../environments/index.js";
import { createSimulator, firstQuestions } from "../../simulator/index.js";
import type { Arena, ReplayedArena, SimulatedArena } from "./arena.js";

/** What is true of an arena, hidden from searchers. */
export interface OpenArena {
  readonly environment: Environment;
  readonly space: Space;
  /** Where its scores are from. */
  readonly provenance: Provenance;
  /** The true score of the best allocation of the space. */
  readonly best: number;
  /** The true score of an allocation; `null` where the arena does not know it. */
  truth(allocation: Allocation): Promise<number | null>;
  /** The score on questions that were kept back; `null` where there are none. */
  test(allocation: Allocation): Promise<number | null>;
}

/** Opens arenas; what does not depend on the seed is computed once for as long as the same arena is asked for. */
export function arenaOpener(): (arena: Arena, seed: number) => Promise<OpenArena> {
  let last: { readonly arena: Arena; readonly open: (seed: number) => Promise<OpenArena> } | null = null;
  return (arena, seed) => {
    if (last?.arena !== arena) last = { arena, open: arena.kind === "simulate" ? simulated(arena) : replayed(arena) };
    return last.open(seed);
  };
}

function simulated(arena: SimulatedArena): (seed: number) => Promise<OpenArena> {
  const { instance, draw = "samples" } = arena;
  const space = spaceOf(arena, instance.task);
  const { count } = instance.questions;
  const { train = count } = arena;
  requireTrain(arena, train, count);
  const kept = range(train, count);
  const searched = firstQuestions(instance, train);
  const [simulator, judge] = [createSimulator(searched), createSimulator(instance)];
  const best = simulator.best(space).score;
  const open = lastOf((seed: number) => simulate(searched, { run: seed, draw }));
  return async (seed) => ({
    environment: open(seed),
    space,
    provenance: "simulated",
    best,
    truth: async (allocation) => simulator.evaluate(allocation).score,
    test: async (allocation) => (kept.length === 0 ? null : judge.evaluate(allocation, kept).score),
  });
}

function replayed(arena: ReplayedArena): (seed: number) => Promise<OpenArena> {
  const { table } = arena;
  const space = spaceOf(arena, table.task);
  const whole = replay(table);
  const distinct = new Map(table.rows.map(({ allocation }) => [allocationKey(allocation), allocation]));
  const affordable = [...distinct.values()].filter((allocation) => space.contains(allocation));
  if (affordable.length === 0)
    throw new RangeError(`arena ${arena.name} requires a row of ${table.name} within ${space.budget} units, got none`);
  if (arena.train !== undefined) {
    if (whole.questions === null)
      throw new RangeError(`arena ${arena.name} requires scores by question to search on ${arena.train}, got means`);
    requireTrain(arena, arena.train, whole.questions);
  }
  return lastOf(async (seed: number): Promise<OpenArena> => {
    const { train } = arena;
    const order =
      train === undefined ? null : shuffled(range(0, whole.questions ?? 0), createRng(`${table.name}/split/${seed}`));
    const chosen = order?.slice(0, train).sort((a, b) => a - b);
    const kept = order?.slice(train).sort((a, b) => a - b) ?? [];
    const environment = chosen === undefined ? whole : partOf(whole, chosen);
    const judge = kept.length === 0 ? environment : partOf(whole, kept);
    const score = async (world: Environment, allocation: Allocation) => {
      const outcome = await world.evaluate(allocation);
      return outcome.kind === "scored" ? outcome.score : null;
    };
    const scores = await Promise.all(affordable.map((allocation) => score(judge, allocation)));
    const known = scores.filter((value) => value !== null);
    if (known.length === 0)
      throw new RangeError(
        `arena ${arena.name} requires an allocation within ${space.budget} units that ${table.name} has on every question, got none of ${affordable.length}`,
      );
    return {
      environment,
      space,
      provenance: table.provenance,
      best: Math.max(...known),
      truth: (allocation) => score(judge, allocation),
      test: async (allocation) => (kept.length === 0 ? null : score(judge, allocation)),
    };
  });
}

function spaceOf({ budget, grid }: Arena, task: Space["task"]): Space {
  return createSpace(task, {
    ...(budget === undefined ? {} : { budget: budgetUnits(budget) }),
    ...(grid === undefined ? {} : { grid }),
  });
}

function requireTrain({ name }: Arena, train: number, count: number): void {
  if (!Number.isSafeInteger(train) || train < 1 || train > count)
    throw new RangeError(`arena ${name} requires between 1 and ${count} questions to search on, got ${train}`);
}

/** The function, with its last result kept. */
function lastOf<T>(make: (seed: number) => T): (seed: number) => T {
  let last: { readonly seed: number; readonly value: T } | null = null;
  return (seed) => {
    if (last?.seed !== seed) last = { seed, value: make(seed) };
    return last.value;
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

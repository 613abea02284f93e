import { power } from "../core/index.js";
import type { Box } from "./box.js";
import type { CurveData } from "./data.js";
import type { CurveFamily } from "./family.js";
import { type Candidate, linearSolver, type WeightedPoints } from "./linear-part.js";
import { startWeights } from "./objective.js";

const MAP_POINTS = 128;

/**
 * Where to begin: the lowest places of the family's map of its non-linear parameters, with the linear ones solved exactly
 * inside the box at each, and whatever the family guesses from the data. Deterministic.
 *
 * Costs cells × points evaluations; more than 128 points are thinned for the map.
 */
export function mapStarts(family: CurveFamily, data: CurveData, box: Box, keep: number): Float64Array[] {
  const solver = linearSolver(family, thin(data), box);
  const map = family.grid(distinct(data.x)).map((row) => row.map((cell) => solver(cell)));
  const lowest: Candidate[] = [];
  map.forEach((row, i) => {
    row.forEach((cell, j) => {
      if (Number.isFinite(cell.sse) && isLocalMinimum(map, i, j)) lowest.push(cell);
    });
  });
  for (const guess of family.guess?.(data.x, data.y) ?? []) {
    const cell = solver(nonlinear(family, guess));
    if (Number.isFinite(cell.sse)) lowest.push(cell);
  }
  lowest.sort((a, b) => a.sse - b.sse);
  return lowest.slice(0, keep).map((cell) => cell.theta);
}

/**
 * Further starts spread evenly over the box by a Halton sequence, logarithmically where a range spans decades; the linear
 * parameters are solved exactly. Deterministic: the first ones stay the same when more are asked for.
 */
export function spreadStarts(family: CurveFamily, data: CurveData, box: Box, count: number): Float64Array[] {
  const solver = linearSolver(family, thin(data), box);
  const places = family.parameters.flatMap((p, j) => (p.linear ? [] : [j]));
  const starts: Float64Array[] = [];
  for (let i = 1; i <= count; i++) {
    const cell = places.map((j, d) =>
      between(box.lower[j] as number, box.upper[j] as number, halton(i, PRIMES[d] ?? 2)),
    );
    const { sse, theta } = solver(cell);
    if (Number.isFinite(sse)) starts.push(theta);
  }
  return starts;
}

const PRIMES = [2, 3, 5, 7, 11, 13] as const;

function halton(index: number, base: number): number {
  let [result, fraction] = [0, 1 / base];
  for (let i = index; i > 0; i = Math.floor(i / base), fraction /= base) result += (i % base) * fraction;
  return result;
}

function between(lower: number, upper: number, share: number): number {
  const [low, high] = [Math.max(lower, -1e3), Math.min(upper, 1e3)];
  return low > 0 && high / low > 100 ? low * power(high / low, share) : low + (high - low) * share;
}

function isLocalMinimum(map: readonly (readonly Candidate[])[], i: number, j: number): boolean {
  const own = map[i]?.[j]?.sse ?? Number.NaN;
  for (let di = -1; di <= 1; di++)
    for (let dj = -1; dj <= 1; dj++) {
      const other = map[i + di]?.[j + dj]?.sse;
      if (other === undefined || (di === 0 && dj === 0)) continue;
      // Equal neighbours: the earlier one stands for the plateau.
      if (other < own || (other === own && (di < 0 || (di === 0 && dj < 0)))) return false;
    }
  return true;
}

function nonlinear(family: CurveFamily, theta: readonly number[]): number[] {
  return theta.filter((_, j) => family.parameters[j]?.linear === false);
}

function distinct(x: Float64Array): Float64Array {
  return Float64Array.from(new Set(x)).sort();
}

function thin(data: CurveData): WeightedPoints {
  const weights = startWeights(data);
  const n = data.x.length;
  if (n <= MAP_POINTS) return { ...data, weights };
  const order = Array.from(data.x.keys()).sort((i, j) => (data.x[i] as number) - (data.x[j] as number));
  const chosen = Array.from(
    { length: MAP_POINTS },
    (_, k) => order[Math.round((k * (n - 1)) / (MAP_POINTS - 1))] as number,
  );
  const pick = (values: Float64Array) => Float64Array.from(chosen, (i) => values[i] as number);
  return { x: pick(data.x), y: pick(data.y), noise: data.noise, weights: pick(weights) };
}

import type { BestResponse } from "./best-response.js";

/** How strongly the best-response maps pull two budgets together. */
export interface Contraction {
  /** |least-squares slope| of the downstream optimum over the upstream coordinate: how far it moves per unit, on average. */
  readonly downstream: number;
  /** The same for the upstream optimum over the downstream coordinate. */
  readonly upstream: number;
  /** The factor by which a round of coordinate updates shrinks a distance, on average: the product. Below one, they converge. */
  readonly round: number;
  /** The same from the largest steps between neighbours: a bound for every start, but on a grid one cell's move is already a whole step. */
  readonly lipschitz: { readonly downstream: number; readonly upstream: number; readonly round: number };
  /** Updating both stages at the same time from the other's old value: the geometric mean of the two, per update. */
  readonly simultaneous: number;
  /** A block update of both stages finds the joint optimum at once: its bound is zero on a grid that is known in full. */
  readonly block: 0;
  /** Rounds of coordinate updates that were needed from the worst start, and whether every start reached the joint optimum. */
  readonly rounds: number;
  readonly reachesJointOptimum: boolean;
}

/**
 * The contraction factor of the best-response maps of a grid over two budgets: the review discussion's assumption A3, measured.
 *
 * Distances are taken in the coordinates given (budgets, ln samples, …): the factor depends on the choice, its being below one
 * for some coordinate is what matters for convergence. A grid knows its maps only at its own budgets.
 *
 * @param response of the grid, rows upstream
 * @param upstream, downstream coordinates of rows and columns, rising
 * @throws RangeError if the coordinates do not fit the response or do not rise
 * @see the AgentTTS review discussion, assumption A3 (reconstructed); Banach's fixed-point theorem
 * @example
 * contraction(bestResponse([[3, 2, 1], [2, 3, 1], [1, 3, 2]]), [0, 1, 2], [0, 1, 2]).downstream; // => 0.5
 */
export function contraction(
  response: BestResponse,
  upstream: ArrayLike<number>,
  downstream: ArrayLike<number>,
): Contraction {
  rising("upstream", upstream, response.downstream.length);
  rising("downstream", downstream, response.upstream.length);
  const [down, up] = [slope(response.downstream, upstream, downstream), slope(response.upstream, downstream, upstream)];
  const steepDown = lipschitz(response.downstream, upstream, downstream);
  const steepUp = lipschitz(response.upstream, downstream, upstream);
  let rounds = 0;
  let reachesJointOptimum = true;
  for (let start = 0; start < response.downstream.length; start++) {
    const { steps, end } = iterate(response, start);
    rounds = Math.max(rounds, steps);
    if (end !== response.joint[0]) reachesJointOptimum = false;
  }
  return {
    downstream: down,
    upstream: up,
    round: down * up,
    lipschitz: { downstream: steepDown, upstream: steepUp, round: steepDown * steepUp },
    simultaneous: Math.sqrt(down * up),
    block: 0,
    rounds,
    reachesJointOptimum,
  };
}

function rising(name: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length)
    throw new RangeError(`contraction requires ${length} ${name} coordinates, got ${values.length}`);
  for (let i = 1; i < length; i++)
    if (!((values[i] as number) > (values[i - 1] as number)))
      throw new RangeError(`contraction requires rising ${name} coordinates, got ${values[i]} after ${values[i - 1]}`);
}

function lipschitz(map: Int32Array, from: ArrayLike<number>, to: ArrayLike<number>): number {
  let steepest = 0;
  for (let i = 1; i < map.length; i++) {
    const moved = Math.abs((to[map[i] as number] as number) - (to[map[i - 1] as number] as number));
    steepest = Math.max(steepest, moved / ((from[i] as number) - (from[i - 1] as number)));
  }
  return steepest;
}

function slope(map: Int32Array, from: ArrayLike<number>, to: ArrayLike<number>): number {
  const n = map.length;
  let [meanFrom, meanTo] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanFrom += (from[i] as number) / n;
    meanTo += (to[map[i] as number] as number) / n;
  }
  let [cross, square] = [0, 0];
  for (let i = 0; i < n; i++) {
    const u = (from[i] as number) - meanFrom;
    cross += u * ((to[map[i] as number] as number) - meanTo);
    square += u * u;
  }
  return Math.abs(cross / square);
}

/** Coordinate updates from one upstream start until they stand still or come back. */
function iterate(response: BestResponse, start: number): { steps: number; end: number } {
  const seen = new Set<number>();
  let at = start;
  let steps = 0;
  while (!seen.has(at)) {
    seen.add(at);
    const next = response.upstream[response.downstream[at] as number] as number;
    if (next === at) break;
    at = next;
    steps++;
  }
  return { steps, end: at };
}

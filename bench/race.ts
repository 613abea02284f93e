/** One of ours against its peer on the same task. Both do the whole of it, each time anew. */
export interface Race {
  readonly name: string;
  readonly peerName: string;
  /** Measured rounds; each runs both, in turns as to who is first. @default 7 */
  readonly rounds?: number;
  ours(): void | Promise<void>;
  peer(): void | Promise<void>;
  /** Frees what the rounds share, such as a browser. */
  close?(): void | Promise<void>;
  /** Why the race cannot be run here, such as a peer that is not installed. */
  readonly absent?: string;
}

export interface RaceResult {
  readonly name: string;
  readonly peerName: string;
  readonly rounds: number;
  /** Median milliseconds. */
  readonly ours: number;
  readonly peer: number;
  /** Median over the rounds of peer / ours: above one, ours is faster. */
  readonly ratio: number;
  /** The smallest and the largest of these ratios. */
  readonly spread: readonly [number, number];
}

/** Runs a race: one round unmeasured, then pairs side by side, so that what else the machine does falls on both. */
export async function runRace(race: Race): Promise<RaceResult> {
  const rounds = race.rounds ?? 7;
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const turns = [async () => ours.push(await time(race.ours)), async () => peer.push(await time(race.peer))];
    if (round % 2 === 0) turns.reverse();
    for (const turn of turns) await turn();
    if (round === -1) ours.length = peer.length = 0;
  }
  const ratios = ours.map((mine, i) => (peer[i] ?? Number.NaN) / mine);
  return {
    name: race.name,
    peerName: race.peerName,
    rounds,
    ours: median(ours),
    peer: median(peer),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  };
}

async function time(work: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}

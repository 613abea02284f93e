/**
 * What the kernel's mends cost against stock tslab: `npx tsx bench/kernel-overhead.ts [pairs]`, or with the name of one mend, what that one costs.
 * Kernels are started side by side in turns, so that what else the machine does falls on both; what is printed are medians of the paired differences.
 */
import { type ClientOptions, KernelClient } from "../tests/kernel/client.js";

const pairs = Number(process.argv[2] ?? 7);
const without = process.argv[3];
const ours: ClientOptions = {};
const peer: ClientOptions = without === undefined ? { stock: true } : { mends: `all,-${without}` };
const cells = Array.from({ length: 20 }, (_, i) => `const row${i} = [1, 2, 3].map((x) => x * ${i}); row${i}.length`);

/** Milliseconds by the clock and, since a busy machine stretches those, of the kernel's own processor time. */
interface Times {
  readonly start: number;
  readonly startCpu: number;
  /** Median over the cells. */
  readonly cell: number;
  readonly cellCpu: number;
}

async function measure(options: ClientOptions): Promise<Times> {
  const begin = performance.now();
  const kernel = await KernelClient.start(options);
  const start = performance.now() - begin;
  const cpu = async (): Promise<number> => {
    const { stdout } = await kernel.run("console.log(process.cpuUsage().user + process.cpuUsage().system)");
    return Number(stdout) / 1000;
  };
  const startCpu = await cpu();
  const times: number[] = [];
  for (const cell of cells) {
    const sent = performance.now();
    await kernel.run(cell);
    times.push(performance.now() - sent);
  }
  const cellCpu = ((await cpu()) - startCpu) / (cells.length + 1);
  await kernel.stop();
  return { start, startCpu, cell: median(times.slice(5)), cellCpu };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const differences: Record<keyof Times, number[]> = { start: [], startCpu: [], cell: [], cellCpu: [] };
for (let i = 0; i < pairs; i++) {
  const order = i % 2 === 0 ? [ours, peer] : [peer, ours];
  const [first, second] = [await measure(order[0] ?? {}), await measure(order[1] ?? {})];
  const [mine, theirs] = i % 2 === 0 ? [first, second] : [second, first];
  for (const key of Object.keys(differences) as (keyof Times)[]) differences[key].push(mine[key] - theirs[key]);
}
for (const [key, values] of Object.entries(differences))
  console.log(
    `${key.padEnd(9)} ${median(values).toFixed(1)} ms more, from ${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)} over ${pairs} pairs`,
  );

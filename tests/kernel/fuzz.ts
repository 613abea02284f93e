import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { createRng, type Rng } from "isocompute";
import { KernelClient } from "./client.js";
import { cutIntoCells, ProgramWriter, typed, untyped } from "./random-program.js";

export interface FuzzOptions {
  /** Names the sequence of programs. */
  readonly seed: string;
  readonly first: number;
  /** How many programs to run at the most. */
  readonly count: number;
  /** After so many seconds no further batch begins. */
  readonly seconds: number;
  /** Kernels at work at one time. */
  readonly kernels: number;
}

export interface FuzzReport {
  readonly programs: number;
  readonly cells: number;
  readonly differences: readonly FuzzDifference[];
}

interface FuzzDifference {
  readonly program: number;
  readonly asModule: string;
  readonly asCells: string;
}

interface WrittenProgram {
  readonly number: number;
  readonly module: string;
  readonly cells: readonly string[];
}

/** A kernel knows all names it ever met, so that its checks grow slower: a fresh one for so many programs. */
const perKernel = 40;

const runner = `
const printed = [];
console.log = (...values) => printed.push(values.map(String).join(" "));
for (const number of process.argv.slice(2)) await import("./" + number + ".mjs");
process.stdout.write(printed.join("\\n"));
`;

/** Runs random programs cut into random cells on the kernel, and as one module each in Node, and compares what they print. */
export async function fuzzKernel(options: FuzzOptions, folder: string): Promise<FuzzReport> {
  const { seed, first, count, seconds, kernels } = options;
  const end = performance.now() + seconds * 1000;
  const differences: FuzzDifference[] = [];
  let programs = 0;
  let cells = 0;
  writeFileSync(join(folder, "runner.mjs"), runner);
  const work = async (): Promise<void> => {
    while (programs < count && performance.now() < end) {
      const begin = first + programs;
      const numbers = Array.from({ length: Math.min(perKernel, count - programs) }, (_, i) => begin + i);
      programs += numbers.length;
      const batch = numbers.map((number) => writeProgram(seed, number));
      const mixed = mixedCells(batch, createRng(`${seed}-${begin}-mix`));
      cells += mixed.length;
      const [asModules, asCells] = await Promise.all([runModules(batch, folder), runCells(mixed)]);
      for (const { number } of batch) {
        const [asModule, ofCells] = [asModules, asCells].map((text) => linesOf(number, text)) as [string, string];
        if (asModule !== ofCells || asModule === "") differences.push({ program: number, asModule, asCells: ofCells });
      }
    }
  };
  await Promise.all(Array.from({ length: kernels }, work));
  return { programs, cells, differences };
}

/** Every line that a program prints begins with its mark, and every name of its own with its number: many can share a kernel. */
function writeProgram(seed: string, number: number): WrittenProgram {
  const rng = createRng(`${seed}-${number}`);
  const { statements } = new ProgramWriter(rng.fork("write"), `p${number}`).write();
  const marked = statements.map((statement) => statement.replaceAll("console.log(", `console.log("${mark(number)}", `));
  return { number, module: marked.map(untyped).join("\n"), cells: cutIntoCells(marked.map(typed), rng.fork("cut")) };
}

const mark = (number: number): string => `@${number}:`;

function linesOf(program: number, text: string): string {
  return text
    .split("\n")
    .filter((line) => line.startsWith(mark(program)))
    .join("\n");
}

/** A few programs cell by cell, each for itself; then, since a cell costs far more than its length, cells of several ones in one. */
function mixedCells(batch: readonly WrittenProgram[], rng: Rng): string[] {
  const together = 8;
  const alone = Math.ceil(batch.length / 20);
  const cells = batch.slice(0, alone).flatMap((program) => program.cells);
  for (let start = alone; start < batch.length; start += together) {
    const left = batch.slice(start, start + together).map((program) => [...program.cells]);
    while (left.some((queue) => queue.length > 0)) {
      const parts = left.flatMap((queue) => (rng.uniform() < 0.8 ? queue.splice(0, 1) : []));
      if (parts.length > 0) cells.push(parts.join("\n"));
    }
  }
  return cells;
}

async function runModules(batch: readonly WrittenProgram[], folder: string): Promise<string> {
  for (const { number, module } of batch) writeFileSync(join(folder, `${number}.mjs`), module);
  const args = [join(folder, "runner.mjs"), ...batch.map(({ number }) => String(number))];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 28 });
  return stdout;
}

/** What the cells print; an error stands where it happened and ends the batch. */
async function runCells(cells: readonly string[]): Promise<string> {
  const kernel = await KernelClient.start();
  let printed = "";
  try {
    for (const cell of cells) {
      const { stdout, error } = await kernel.run(cell);
      printed += stdout;
      if (error) throw new Error(`${error.ename}: ${error.evalue} in the cell\n${cell}`);
    }
  } finally {
    await kernel.stop();
  }
  return printed;
}

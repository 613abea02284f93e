import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { Space } from "../../allocation/index.js";
import { type BudgetUnits, budgetUnits, parseJson, readText, UsageError } from "../../core/index.js";
import { type AllocationCosts, allocationData, allocationText, limitsData, limitsText } from "../budget-tables.js";
import type { Io, Session } from "../io.js";

interface BudgetFlags {
  readonly task: string;
  readonly allocation?: string;
  readonly budget?: BudgetUnits;
  readonly fusion?: boolean;
  readonly prices?: string;
  readonly throughput?: string;
  readonly json?: boolean;
}

/** `isocompute budget`: what an allocation costs, or what a budget pays for. */
export function budgetCommand({ io }: Session): Command {
  return new Command("budget")
    .description("what an allocation costs, stage by stage; without --allocation, what the budget can pay for")
    .requiredOption("-t, --task <name>", "a task of data/tasks, here or in a folder above, or the path of a task file")
    .option("-a, --allocation <choices>", "Stage=Model:samples for every stage, separated by commas")
    .option("-b, --budget <units>", "the budget per question (default: the task's)", units)
    .option("--fusion", "charge the calls that fuse samples against the budget too; the official model leaves them out")
    .option("--prices <file>", "dollars per million tokens, as JSON by model; adds the cost in money")
    .option("--throughput <file>", "tokens per second, as JSON by model; adds the time per question")
    .option("--json", "the same as data, and nothing else")
    .addHelpText("after", help)
    .action(async (flags: BudgetFlags) => {
      const { createSpace, findTask, limits, loadTask } = await import("../../allocation/index.js");
      const { alignedText } = await import("../../report/index.js");
      const task = loadTask(findTask(flags.task, io.cwd));
      const { budget = task.budget, fusion = false, allocation } = flags;
      const space = createSpace(task, { budget, fusion });
      const write = (data: unknown, text: string) =>
        io.stdout.write(flags.json ? `${JSON.stringify(data, null, 2)}\n` : text);
      if (allocation !== undefined) {
        const costs = await costsOf(allocation, space, flags, io);
        write(allocationData(costs), allocationText(costs, alignedText));
        return;
      }
      for (const option of ["prices", "throughput"] as const)
        if (flags[option] !== undefined) throw new UsageError(`budget --${option} requires --allocation`);
      const rows = limits(space);
      write(limitsData(space, rows), limitsText(space, rows, alignedText));
    });
}

async function costsOf(text: string, space: Space, flags: BudgetFlags, io: Io): Promise<AllocationCosts> {
  const { allocationKey, costBreakdown, dollarCost, latency, parseAllocation, parsePrices, parseThroughputs } =
    await import("../../allocation/index.js");
  const { task } = space;
  const { prices, throughput } = flags;
  const allocation = parseAllocation(text, task);
  const read = (file: string) => parseJson(readText(resolve(io.cwd, file), file), file);
  return {
    space,
    key: allocationKey(allocation),
    breakdown: costBreakdown(task, allocation),
    dollars: prices === undefined ? null : dollarCost(task, allocation, parsePrices(read(prices), prices)),
    seconds:
      throughput === undefined ? null : latency(task, allocation, parseThroughputs(read(throughput), throughput)),
  };
}

function units(text: string): BudgetUnits {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("A number of units is required.");
  return budgetUnits(value);
}

const help = `
One unit is what a 3B model takes to write 64 tokens. A stage costs (parameters / 3e9) * (prompt + samples * output) / 64 - 2.

Examples:
  isocompute budget --task 2wiki
  isocompute budget --task 2wiki --allocation "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:50"
  isocompute budget --task my-task.json --budget 500 --fusion --json

Files for --prices and --throughput hold one entry per model:
  { "Llama-3.2-3B": { "prompt": 0.06, "completion": 0.06 } }                     dollars per million tokens
  { "Llama-3.2-3B": { "prompt": 8000, "completion": 90, "parallel": 10 } }       tokens per second; samples written at once`;

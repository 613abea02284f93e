import { type BudgetUnits, budgetUnits, type Samples } from "../core/index.js";
import { quotient } from "./exact.js";

/** What a stage asks of a model: a prompt read once, and samples of a given length. */
export interface Workload {
  /** Number of parameters of the model, such as 72e9. */
  readonly parameters: number;
  readonly promptTokens: number;
  /** Tokens of one sample. */
  readonly outputTokens: number;
}

/**
 * The configuration that defines the unit: a 3B model that reads 128 tokens and writes 64.
 * One budget unit is what its 64 output tokens cost; its prompt is taken off every stage, so that it costs exactly one.
 *
 * @see the base configuration in the AgentTTS review discussion
 */
export const baseWorkload: Workload = { parameters: 3e9, promptTokens: 128, outputTokens: 64 };

/** Some tokens that pass through a model. */
export interface Load {
  readonly parameters: number;
  readonly tokens: number;
}

/** Options of the cost functions. */
export interface FlopsOptions {
  /** The configuration that costs one unit per sample. @default baseWorkload */
  readonly base?: Workload;
}

/**
 * What a stage costs in the official model: FLOPs, taken as parameters times tokens, in units of the base workload.
 *
 *     cost = (parameters / 3e9) * (promptTokens + samples * outputTokens) / 64 - 2
 *
 * The prompt is paid once, since the samples share it; every further sample costs the same. The 2 is the base
 * workload's own prompt. Fusion calls are not in it (see `costBreakdown`). The result is the double nearest to the true value,
 * so equal costs compare equal, whichever way they were reached.
 *
 * @param workload integers: parameters and output tokens of at least one, prompt tokens of at least zero
 * @returns budget units per question; below zero for calls smaller than the base workload's prompt
 * @throws RangeError if the workload or the samples are not such integers
 * @example
 * flopsCost({ parameters: 72e9, promptTokens: 2048, outputTokens: 128 }, samples(1)); // => 814
 */
export function flopsCost(workload: Workload, samples: Samples, options: FlopsOptions = {}): BudgetUnits {
  const { base = baseWorkload } = options;
  requireWorkload("flopsCost", workload);
  if (!Number.isSafeInteger(samples) || samples < 1)
    throw new RangeError(`flopsCost requires an integer of at least one for samples, got ${samples}`);
  return chargedUnits([stageLoad(workload, samples)], 1, base);
}

/** The tokens of a stage: its prompt once, and every sample. */
export function stageLoad(workload: Workload, samples: number): Load {
  return { parameters: workload.parameters, tokens: workload.promptTokens + samples * workload.outputTokens };
}

/**
 * The inverse of `flopsCost`: the most samples whose cost does not exceed `budget`; zero if not even one is affordable.
 *
 * Exact: it gives back every number of samples from its own cost. Truncating the closed form in floating point, as the
 * official code does, gives one sample too few in several of a hundred cases.
 *
 * @throws RangeError if the workload is not one that `flopsCost` takes, the budget is not finite, or the answer is 2^52 samples or more
 * @example
 * samplesFor({ parameters: 3e9, promptTokens: 256, outputTokens: 64 }, budgetUnits(52)); // => 50
 */
export function samplesFor(workload: Workload, budget: BudgetUnits, options: FlopsOptions = {}): number {
  const { base = baseWorkload } = options;
  requireWorkload("samplesFor", workload);
  if (!Number.isFinite(budget)) throw new RangeError(`samplesFor requires a finite budget, got ${budget}`);
  // (parameters / parameters0) * (prompt + s * output) / output0 - prompt0 / output0 = budget, solved for s
  const tokens =
    ((budget * base.outputTokens + base.promptTokens) * base.parameters) / workload.parameters - workload.promptTokens;
  let most = Math.max(0, Math.floor(tokens / workload.outputTokens));
  if (most >= Number.MAX_SAFE_INTEGER / 2)
    throw new RangeError(`samplesFor requires a budget of less than 2^52 samples, got ${budget}`);
  // The closed form is right to within rounding; the cost itself decides.
  const affords = (s: number) => flopsCost(workload, s as Samples, { base }) <= budget;
  while (most >= 1 && !affords(most)) most--;
  while (affords(most + 1)) most++;
  return most;
}

/**
 * Loads in budget units, less the base workload's prompt once per stage: `constants` times.
 * Sums before it rounds, and rounds once.
 */
export function chargedUnits(loads: readonly Load[], constants: number, base: Workload): BudgetUnits {
  let work = -constants * base.parameters * base.promptTokens;
  let largest = Math.abs(work);
  for (const { parameters, tokens } of loads) {
    work += parameters * tokens;
    largest = Math.max(largest, parameters * tokens, Math.abs(work));
  }
  const unit = base.parameters * base.outputTokens;
  if (largest <= Number.MAX_SAFE_INTEGER && unit <= Number.MAX_SAFE_INTEGER) return budgetUnits(work / unit);
  return budgetUnits(quotient(exactWork(loads, constants, base), unitWork(base)));
}

/** The same sum as an exact integer, in parameter-tokens. */
export function exactWork(loads: readonly Load[], constants: number, base: Workload): bigint {
  let work = -BigInt(constants) * BigInt(base.parameters) * BigInt(base.promptTokens);
  for (const { parameters, tokens } of loads) work += BigInt(parameters) * BigInt(tokens);
  return work;
}

/** One budget unit in parameter-tokens. */
export function unitWork(base: Workload): bigint {
  return BigInt(base.parameters) * BigInt(base.outputTokens);
}

function requireWorkload(what: string, workload: Workload): void {
  const { parameters, promptTokens, outputTokens } = workload;
  for (const [name, value, least] of [
    ["parameters", parameters, 1],
    ["promptTokens", promptTokens, 0],
    ["outputTokens", outputTokens, 1],
  ] as const)
    if (!Number.isSafeInteger(value) || value < least)
      throw new RangeError(`${what} requires an integer of at least ${least} for ${name}, got ${value}`);
}

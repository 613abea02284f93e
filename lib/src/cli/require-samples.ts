import type { Task } from "../allocation/index.js";
import { UsageError } from "../core/index.js";

/**
 * Makes sure that a task has the numbers of samples which `-k, --samples` names.
 *
 * @param command named in the error
 * @throws UsageError naming the first that it has not
 */
export function requireSamples(command: string, numbers: readonly number[], { name, samples }: Task): void {
  const { min, max } = samples;
  const outside = numbers.find((k) => k < min || k > max);
  if (outside !== undefined)
    throw new UsageError(
      `${command} --samples requires numbers from ${min} to ${max}, the samples of ${name}, got ${outside}`,
    );
}

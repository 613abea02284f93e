import { DataError, UsageError } from "../core/index.js";
import { findKernelSpec, KernelMissingError, type KernelSpec } from "./kernel-spec.js";
import type { Notebook } from "./notebook.js";
import type { RunOptions } from "./options.js";

/**
 * The kernel a run shall use: the option's, else the notebook's, else tslab.
 *
 * @throws UsageError if the option names a kernel that is missing; DataError if the notebook does
 */
export function chooseKernel(notebook: Notebook, file: string, options: RunOptions): KernelSpec {
  const { kernel, unregistered = [], env = process.env } = options;
  if (typeof kernel === "object") return kernel;
  const name = kernel ?? notebook.metadata.kernelspec?.name ?? "tslab";
  try {
    return findKernelSpec(
      name,
      env,
      unregistered.map((spec) => spec.name),
    );
  } catch (error) {
    if (!(error instanceof KernelMissingError)) throw error;
    const known = unregistered.find((spec) => spec.name.toLowerCase() === name.toLowerCase());
    if (known) return known;
    if (kernel !== undefined) throw new UsageError(error.message, { cause: error });
    throw new DataError({ file, path: "metadata.kernelspec.name" }, error.message, { cause: error });
  }
}

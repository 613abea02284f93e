import { DataError, UsageError } from "../core/index.js";
import { findKernelSpec, KernelMissingError, type KernelSpec } from "./kernel-spec.js";
import type { Notebook } from "./notebook.js";
import type { RunOptions } from "./options.js";

/**
 * The kernel a run shall use: the option's, else the notebook's, else tslab.
 *
 * @throws UsageError if the option names a kernel that is missing; DataError if the notebook does
 */
export function chooseKernel(notebook: Notebook, file: string, { kernel, env }: RunOptions): KernelSpec {
  if (typeof kernel === "object") return kernel;
  const named = notebook.metadata.kernelspec?.name;
  try {
    return findKernelSpec(kernel ?? named ?? "tslab", env ?? process.env);
  } catch (error) {
    if (!(error instanceof KernelMissingError)) throw error;
    if (kernel !== undefined) throw new UsageError(error.message, { cause: error });
    throw new DataError({ file, path: "metadata.kernelspec.name" }, error.message, { cause: error });
  }
}

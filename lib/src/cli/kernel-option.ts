import { kernelSpec } from "../kernel/index.js";
import type { KernelSpec } from "../notebook/index.js";

/** The name under which the commands know the project's own kernel, registered or not. */
export const ownKernel = "isocompute";

/** What the runner is told: the project's own kernel as a command, any other by its name. */
export function kernelOption(name: string): string | KernelSpec {
  return name === ownKernel ? ownKernelSpec() : name;
}

/** The project's own kernel as it is here, whether Jupyter knows of it or not. */
export function ownKernelSpec(): KernelSpec {
  const { argv, display_name, language, interrupt_mode } = kernelSpec();
  const transport = process.platform === "win32" ? "tcp" : "ipc";
  return { name: ownKernel, argv, display_name, language, interrupt_mode, transport };
}

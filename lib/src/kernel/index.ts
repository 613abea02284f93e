/** kernel: the TypeScript kernel of the notebooks. tslab's engine, started with its faults mended; and its registration with Jupyter. */
export { launcherPath } from "./launcher-path.js";
export { type KernelCommand, type KernelSpecFile, kernelSpec } from "./spec/kernel-spec.js";
export {
  type InstallOptions,
  installKernel,
  listKernels,
  type RegisteredKernel,
  removeKernel,
} from "./spec/registration.js";

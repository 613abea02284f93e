/** notebook: where people read. Displays for cells, and the runner that executes notebooks: a Jupyter client that knows a kernel by its protocol alone. */
export type { Transport } from "./connection.js";
export { CheckFailed, check } from "./display/check.js";
export { progress } from "./display/progress.js";
export { recordClaim } from "./display/record-claim.js";
export { execute, type RunResult } from "./execute.js";
export { executedName, executeFile, type FileResult } from "./execute-file.js";
export { describeFailure, type RunFailure } from "./failure.js";
export { formatNotebook } from "./format.js";
export { findKernelSpec, KernelMissingError, type KernelSpec } from "./kernel-spec.js";
export type * from "./notebook.js";
export type { CellStatus, RunEvent, RunOptions } from "./options.js";
export type { ParameterValue } from "./parameters.js";
export { parseNotebook } from "./parse.js";
export { type PoolJob, type PoolOptions, type PoolResult, runPool } from "./pool.js";
export type { CellReport } from "./run-cells.js";
export { type ProgressTarget, runProgress } from "./run-progress.js";

import type { Transport } from "./connection.js";
import type { KernelSpec } from "./kernel-spec.js";
import type { ParameterValue } from "./parameters.js";

/** What a run may be told. */
export interface RunOptions {
  /** What messages call the notebook. @default the file's path, or "notebook" */
  readonly name?: string;
  /** Values for the names that the cell tagged `parameters` declares. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** Values still as texts, such as a command line gives them: read as the declared type says. */
  readonly parameterTexts?: Readonly<Record<string, string>>;
  /** Seconds that each cell may run; a cell's own `metadata.timeout` goes before. 0 is no limit. @default 0 */
  readonly timeout?: number;
  /** Seconds until the kernel must answer. @default 60 */
  readonly startTimeout?: number;
  /** Stops the run: the cell is interrupted and the notebook so far is kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: RunEvent) => void;
  /** A kernel's name or how to start one. @default the notebook's kernelspec, or "tslab" if it has none */
  readonly kernel?: string | KernelSpec;
  /** Kernels that need no registration: taken where Jupyter knows none of that name. */
  readonly unregistered?: readonly KernelSpec[];
  /** @default the kernel's own: ipc for tslab, tcp for kernels that are not known to bear it */
  readonly transport?: Transport;
  /** The kernel's working folder. @default the notebook's folder, or the current one where no file is involved */
  readonly cwd?: string;
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Go on after cells that raise, as if all were tagged `raises-exception`. @default false */
  readonly allowErrors?: boolean;
  /** Write when each cell ran into its `metadata.execution`, as nbclient does; the bytes then differ from run to run. @default false */
  readonly timing?: boolean;
}

/** What happens during a run; `file` is the name the notebook goes by. */
export type RunEvent =
  | { readonly kind: "kernel-starting"; readonly file: string; readonly kernel: string; readonly cells: number }
  | { readonly kind: "kernel-ready"; readonly file: string; readonly seconds: number }
  | { readonly kind: "cell-started"; readonly file: string; readonly done: number; readonly cells: number }
  | {
      readonly kind: "cell-ended";
      readonly file: string;
      readonly done: number;
      readonly cells: number;
      readonly seconds: number;
      readonly status: CellStatus;
    }
  | { readonly kind: "warning"; readonly file: string; readonly message: string }
  | { readonly kind: "ended"; readonly file: string; readonly seconds: number; readonly failed: boolean };

/** `raised`: with an error that was allowed. `skipped`: by its tag, or without code. `not-run`: the run had ended before. */
export type CellStatus = "ok" | "raised" | "failed" | "skipped" | "not-run";

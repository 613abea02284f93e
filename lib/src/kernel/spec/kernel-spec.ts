import { launcherPath } from "../launcher-path.js";
import { selectMends } from "../mends.js";

/** How the kernel is to be started. */
export interface KernelCommand {
  /** @default "TypeScript (isocompute)" */
  readonly displayName?: string;
  /** The Node that runs it. @default the one that runs now */
  readonly node?: string;
  /** Megabytes that its variables may fill. @default Node's own limit */
  readonly heap?: number;
  /** Mends to apply, as `--mends` takes them. @default all but `strict-types` */
  readonly mends?: string;
}

/** What kernel.json holds. */
export interface KernelSpecFile {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: "typescript";
  readonly interrupt_mode: "message";
  readonly metadata: {
    readonly isocompute: { readonly mends: string };
    readonly debugger: false;
    readonly transport: "ipc";
  };
}

const leastHeap = 256; // megabytes; below it the type checker alone does not fit

/**
 * The kernel's entry for Jupyter, and the command by which a notebook runner starts it.
 *
 * @throws RangeError if a mend is unknown or the heap is too small for the type checker
 * @example
 * kernelSpec().interrupt_mode; // => "message"
 */
export function kernelSpec(command: KernelCommand = {}): KernelSpecFile {
  const { displayName = "TypeScript (isocompute)", node = process.execPath, heap, mends = "all" } = command;
  if (heap !== undefined && !(Number.isInteger(heap) && heap >= leastHeap))
    throw new RangeError(`kernelSpec requires heap to be an integer of at least ${leastHeap} megabytes, got ${heap}`);
  selectMends(mends);
  return {
    argv: [
      node,
      "--enable-source-maps",
      // Before version 24 Node would end the process after a timer's callback was terminated: it finds its stack of calls in disorder.
      "--no-force-async-hooks-checks",
      ...(heap === undefined ? [] : [`--max-old-space-size=${heap}`]),
      launcherPath(),
      "--config-path",
      "{connection_file}",
      ...(mends === "all" ? [] : ["--mends", mends]),
    ],
    display_name: displayName,
    language: "typescript",
    interrupt_mode: "message",
    // Our own runner reads the transport: the sockets' files are named as it names them.
    metadata: { isocompute: { mends }, debugger: false, transport: "ipc" },
  };
}

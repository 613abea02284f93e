import { spawn } from "node:child_process";
import type { Connection } from "./connection.js";
import type { KernelSpec } from "./kernel-spec.js";
import { startWatchdog } from "./watchdog.js";

/** How a kernel's process ended. */
export interface KernelExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether its JavaScript filled its heap to the limit, in which case Node aborts. */
  readonly outOfMemory?: boolean;
  /** Set when there never was a process. */
  readonly error?: Error;
}

export interface KernelProcess {
  readonly exited: Promise<KernelExit>;
  /** Undefined while it runs. */
  exit(): KernelExit | undefined;
  /** Sends a signal to the kernel and all it started. */
  signal(name: NodeJS.Signals): void;
  /** The last part of what it wrote past the protocol: its own complaints, and its child processes' output. */
  written(): string;
}

const kept = 16_384;

/** Starts the kernel in a process group of its own, which no end of ours leaves running. */
export function startProcess(
  spec: KernelSpec,
  connection: Connection,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): KernelProcess {
  const [program = "", ...words] = spec.argv.map((word) => word.replaceAll("{connection_file}", connection.file));
  const watchdog = startWatchdog(connection.folder);
  const grouped = process.platform !== "win32";
  const child = spawn(program, words, {
    cwd: options.cwd,
    env: { ...options.env, ...spec.env, JPY_PARENT_PID: String(process.pid) },
    stdio: ["ignore", "pipe", "pipe"],
    detached: grouped, // Ctrl-C in the terminal is for us: we decide how the kernel ends
    windowsHide: true,
  });
  const { pid } = child;
  if (pid !== undefined) watchdog.guard(pid);

  let tail = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      tail = (tail + text).slice(-kept);
    });

  const signal = (name: NodeJS.Signals) => {
    if (pid === undefined) return;
    try {
      process.kill(grouped ? -pid : pid, name);
    } catch {
      // ended in the meantime
    }
  };
  const onOurExit = () => {
    signal("SIGKILL");
    connection.remove();
  };
  process.once("exit", onOurExit);

  let exit: KernelExit | undefined;
  const exited = new Promise<KernelExit>((resolve) => {
    const end = (how: KernelExit) => {
      if (exit !== undefined) return;
      exit = how;
      signal("SIGKILL"); // what the kernel started and left behind
      process.off("exit", onOurExit);
      watchdog.dismiss();
      connection.remove();
      resolve(how);
    };
    child.once("exit", (code, name) => {
      // What an aborting process says about its heap may come after the news of its end.
      const ended = () => end({ code, signal: name, ...(/heap out of memory/.test(tail) && { outOfMemory: true }) });
      if (code === 0) return ended();
      const patience = setTimeout(ended, 500);
      child.once("close", () => {
        clearTimeout(patience);
        ended();
      });
    });
    child.once("error", (error) => end({ code: null, signal: null, error }));
  });
  return { exited, exit: () => exit, signal, written: () => tail };
}

import { setTimeout as sleep } from "node:timers/promises";
import { type Channels, openChannels } from "./channels.js";
import { createConnection, type Transport } from "./connection.js";
import { type KernelExit, type KernelProcess, startProcess } from "./kernel-process.js";
import type { KernelSpec } from "./kernel-spec.js";

/** A kernel that answers. */
export interface Kernel {
  readonly spec: KernelSpec;
  readonly info: KernelInfo;
  readonly channels: Channels;
  readonly process: KernelProcess;
  interrupt(): void;
  /** Asks it to end, and makes sure: request, SIGTERM, SIGKILL. Resolves when it has ended. */
  shutdown(): Promise<KernelExit>;
}

/** What a kernel says of itself. */
export interface KernelInfo {
  readonly implementation?: string;
  readonly language_info?: Readonly<Record<string, unknown>>;
}

export interface StartOptions {
  /** The kernel's working folder. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly transport?: Transport | undefined;
  /** Seconds until it must answer. */
  readonly startTimeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** The kernel did not come to answer: it could not be started, ended at once, or stayed silent. */
export class KernelStartError extends Error {
  override readonly name = "KernelStartError";
}

const askAgain = 20; // ms, and ever longer, so that a kernel that is slow to start does not find thousands of requests
const askAgainAtMost = 1000; // ms
const shutdownPatience = 1500; // ms; a timer or server left open keeps tslab alive for ever
const termPatience = 1000; // ms

/**
 * Starts a kernel and waits until it answers: a reply *and* a message on iopub must have been seen, since a subscription takes effect
 * only some time after the connection, and outputs before it would be lost.
 *
 * @throws KernelStartError
 */
export async function startKernel(spec: KernelSpec, options: StartOptions): Promise<Kernel> {
  options.signal?.throwIfAborted();
  const transport = options.transport ?? spec.transport ?? "tcp";
  const connection = await createConnection(transport, spec.name);
  const child = startProcess(spec, connection, options);
  const channels = openChannels(connection);
  const end = async (): Promise<KernelExit> => {
    const exit = await endProcess(child, channels);
    channels.close();
    return exit;
  };
  try {
    const info = await handshake(spec, child, channels, options);
    return {
      spec,
      info,
      channels,
      process: child,
      interrupt: () =>
        spec.interrupt_mode === "message"
          ? void channels.send("control", "interrupt_request", {})
          : child.signal("SIGINT"),
      shutdown: end,
    };
  } catch (error) {
    child.signal("SIGKILL");
    await child.exited;
    channels.close();
    throw error;
  }
}

async function handshake(
  spec: KernelSpec,
  child: KernelProcess,
  channels: Channels,
  { startTimeout, signal }: StartOptions,
): Promise<KernelInfo> {
  let info: KernelInfo | undefined;
  let heard = false;
  let deadline: NodeJS.Timeout | undefined;
  let stopListening = () => {};
  let onAbort = () => {};
  const ready = new Promise<KernelInfo>((resolve) => {
    stopListening = channels.listen((message, channel) => {
      if (channel === "iopub") heard = true;
      if (message.header.msg_type === "kernel_info_reply") info = message.content;
      if (heard && info !== undefined) resolve(info);
    });
  });
  const late = new Promise<never>((_, reject) => {
    deadline = setTimeout(() => {
      const what = info === undefined ? "did not answer" : "sent nothing on iopub";
      reject(new KernelStartError(`kernel "${spec.name}" ${what} within ${startTimeout} s of its start${said(child)}`));
    }, startTimeout * 1000);
  });
  const died = child.exited.then((exit) => {
    throw new KernelStartError(`kernel "${spec.name}" ended before it was ready (${describeExit(exit)})${said(child)}`);
  });
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason);
    signal?.addEventListener("abort", onAbort);
  });
  const over = new AbortController();
  const ask = async (): Promise<never> => {
    await channels.connected;
    await sleep(spec.settle ?? 0, undefined, { signal: over.signal });
    for (let wait = askAgain; ; wait = Math.min(wait * 1.5, askAgainAtMost)) {
      channels.send("shell", "kernel_info_request", {});
      await sleep(wait, undefined, { signal: over.signal });
    }
  };
  died.catch(() => {});
  try {
    return await Promise.race([ready, late, died, aborted, ask()]);
  } finally {
    over.abort();
    clearTimeout(deadline);
    stopListening();
    signal?.removeEventListener("abort", onAbort);
  }
}

async function endProcess(child: KernelProcess, channels: Channels): Promise<KernelExit> {
  if (child.exit() === undefined) channels.send("control", "shutdown_request", { restart: false });
  if (await endedWithin(child, shutdownPatience)) return child.exited;
  child.signal("SIGTERM");
  if (await endedWithin(child, termPatience)) return child.exited;
  child.signal("SIGKILL");
  return child.exited;
}

/** Whether the process ends within so many milliseconds. */
export async function endedWithin(child: KernelProcess, patience: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patience);
  });
  const ended = await Promise.race([child.exited.then(() => true), over]);
  clearTimeout(timer);
  return ended;
}

/** `exit code 3`, `signal SIGKILL`, or why there was no process. */
export function describeExit(exit: KernelExit): string {
  if (exit.error !== undefined) return exit.error.message;
  const end = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  if (exit.outOfMemory !== true) return end;
  return `${end}: its variables filled the JavaScript heap; keep less, or allow more by NODE_OPTIONS=--max-old-space-size=MEGABYTES`;
}

function said(child: KernelProcess): string {
  const text = child.written().trim();
  return text === "" ? "" : `; it wrote:\n${text.split("\n").slice(-15).join("\n")}`;
}

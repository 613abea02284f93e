/** Thread that owns the control channel, so that interrupt and shutdown are heard while the main thread is busy. */
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { ConnectionInfo } from "../engine.js";
import type { ThreadTask } from "../seams.js";
import { stopUserCode } from "./stop.js";
import { Doing, UserCode } from "./user-code.js";
import { readMessage, type WireMessage, writeReply } from "./wire.js";

export interface ControlData {
  readonly connection: ConnectionInfo;
  /** Where the engine's zeromq lies. */
  readonly zeromq: string;
  readonly kernelInfo: unknown;
  readonly shared: SharedArrayBuffer;
  readonly tasks: ReadonlySet<ThreadTask>;
  /** Folders whose programs are the kernel's. */
  readonly kernelFolders: readonly string[];
}

/** What the main thread tells this one. */
export type ToControl =
  | { readonly kind: "pong"; readonly ping: number }
  | { readonly kind: "rescue"; readonly cell: string; readonly expression: string }
  | { readonly kind: "close" };

/** What this thread asks of the main one. */
export type FromControl =
  | { readonly kind: "ping"; readonly ping: number }
  | { readonly kind: "interrupt"; readonly run: number }
  | { readonly kind: "shutdown" };

interface RouterSocket extends AsyncIterable<Buffer[]> {
  bind(address: string): Promise<void>;
  send(frames: (Buffer | string)[]): Promise<void>;
  close(): void;
}

const { connection, zeromq, kernelInfo, shared, tasks, kernelFolders } = workerData as ControlData;
const userCode = new UserCode(shared);
/** How long the main thread takes to answer when it is not in a loop. */
const briefly = 50; // ms
/** How long an interrupt is tried before its reply says that it failed. */
const interruptTime = 20_000; // ms
/** How long a shutdown may take before the process is killed. */
const shutdownTime = 700; // ms
let pings = 0;
let lastPong = 0;

const { Router } = require(zeromq) as { Router: new (options: object) => RouterSocket };
const socket = new Router({ linger: 500 });
const rescues = new Map<string, string>();

parentPort?.on("message", (message: ToControl) => {
  if (message.kind === "pong") lastPong = message.ping;
  if (message.kind === "rescue") rescues.set(message.cell, message.expression);
  if (message.kind === "close") {
    socket.close();
    userCode.reportClosed();
  }
});

function ask(message: FromControl): void {
  parentPort?.postMessage(message);
}

async function answersWithin(milliseconds: number): Promise<boolean> {
  pings += 1;
  const ping = pings;
  ask({ kind: "ping", ping });
  for (let waited = 0; waited < milliseconds; waited += 5) {
    await sleep(5);
    if (lastPong >= ping) return true;
  }
  return false;
}

/** Stops the cell that runs, or what an ended one left running, and nothing of the kernel's own. */
async function interrupt(): Promise<string> {
  const { run } = userCode;
  const begin = performance.now();
  let how = run === 0 ? "nothing runs" : "signalled";
  do {
    userCode.forbid(run);
    if (userCode.doing === Doing.kernel) {
      // On its way to the user's code, which it will not enter, or already on its way back.
      if (await endsWithin(run, 1000)) return how;
    } else if (await answersWithin(briefly)) {
      ask({ kind: "interrupt", run });
      if (await endsWithin(run, 1000)) return how;
    } else {
      how = await stopUserCode(userCode, { kernel: kernelFolders, rescues });
      ask({ kind: "interrupt", run });
      if (await endsWithin(run, 200)) return how;
    }
  } while (performance.now() - begin < interruptTime);
  return "stuck";
}

async function endsWithin(run: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 5) {
    if (run === 0 || userCode.run !== run) return true;
    await sleep(5);
  }
  return false;
}

/** Requests that come while one is served are about the same cell, not about the next. */
let interrupting: Promise<string> | undefined;
function interruptOnce(): Promise<string> {
  interrupting ??= interrupt().finally(() => {
    interrupting = undefined;
  });
  return interrupting;
}

/** One message after another: the socket takes no second one before it has sent the first. */
let sent: Promise<void> = Promise.resolve();
function send(frames: (Buffer | string)[]): Promise<void> {
  sent = sent.catch(() => {}).then(() => socket.send(frames));
  return sent;
}

async function answer(message: WireMessage): Promise<void> {
  const reply = (type: string, content: unknown): Promise<void> =>
    send(writeReply(message, type, content, connection.key));
  switch (message.header.msg_type) {
    case "interrupt_request":
      return reply("interrupt_reply", { status: "ok", how: await interruptOnce() });
    case "kernel_info_request":
      return reply("kernel_info_reply", kernelInfo);
    case "shutdown_request":
      await reply("shutdown_reply", { status: "ok", restart: message.content["restart"] === true });
      ask({ kind: "shutdown" });
      await sleep(shutdownTime);
      process.kill(process.pid, "SIGKILL");
  }
}

async function serve(): Promise<void> {
  const { transport, ip, control_port: port } = connection;
  await socket.bind(`${transport}://${ip}:${port}`);
  for await (const frames of socket) {
    const message = readMessage(frames, connection.key);
    if (message) answer(message).catch(report); // the next is heard while this one is served
  }
}

function report(error: unknown): void {
  writeSync(2, `[isocompute kernel] control: ${error instanceof Error ? error.stack : String(error)}\n`);
}

if (tasks.has("watch-parent")) {
  const parent = process.ppid;
  // An orphan with a busy cell would burn a processor for ever.
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, 200).unref();
}

serve().catch(report);

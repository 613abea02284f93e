/** Thread that owns the control channel, so that interrupt and shutdown are heard while the main thread is busy. */
import { writeSync } from "node:fs";
import { Session } from "node:inspector";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { ConnectionInfo } from "../engine.js";
import type { ThreadTask } from "../seams.js";
import { rescueVariables } from "./rescue.js";
import { Doing, UserCode } from "./user-code.js";
import { readMessage, type WireMessage, writeReply } from "./wire.js";

export interface ControlData {
  readonly connection: ConnectionInfo;
  /** Where the engine's zeromq lies. */
  readonly zeromq: string;
  readonly kernelInfo: unknown;
  readonly shared: SharedArrayBuffer;
  readonly tasks: ReadonlySet<ThreadTask>;
}

interface RouterSocket extends AsyncIterable<Buffer[]> {
  bind(address: string): Promise<void>;
  send(frames: (Buffer | string)[]): Promise<void>;
  close(): void;
}

const { connection, zeromq, kernelInfo, shared, tasks } = workerData as ControlData;
const userCode = new UserCode(shared);
/** How long the main thread may take to answer before it counts as stuck. */
const patience = 400; // ms
/** How long the main thread takes to answer when it is not in a loop. */
const briefly = 50; // ms
/** How long a shutdown may take before the process is killed. */
const shutdownTime = 700; // ms
let pongs = 0;

const { Router } = require(zeromq) as { Router: new (options: object) => RouterSocket };
const socket = new Router({ linger: 500 });

let rescue = "";
parentPort?.on("message", (message: string | { readonly rescue: string }) => {
  if (typeof message === "object") rescue = message.rescue;
  if (message === "pong") pongs += 1;
  if (message === "close") {
    socket.close();
    userCode.reportClosed();
  }
});

async function answersWithin(milliseconds: number): Promise<boolean> {
  const before = pongs;
  parentPort?.postMessage("ping");
  for (let waited = 0; waited < milliseconds; waited += 10) {
    await sleep(10);
    if (pongs > before) return true;
  }
  return false;
}

/** Stops the cell that runs, and nothing of the kernel's own. */
async function interrupt(): Promise<string> {
  if (userCode.doing === Doing.checking) userCode.requestInterrupt();
  const stuck = userCode.doing !== Doing.checking && !(await answersWithin(briefly));
  const signalled = stuck && rescue !== "" && (await rescueVariables(rescue));
  if (!signalled) process.kill(process.pid, "SIGINT"); // stops a synchronous cell and rejects a waiting one
  if (await answersWithin(patience)) return "signalled";
  for (let attempt = 0; attempt < 25; attempt++) {
    if (userCode.claimTermination()) {
      terminate();
      await sleep(50);
      userCode.releaseTermination();
      parentPort?.postMessage("interrupt");
      if (await answersWithin(1000)) return "terminated";
    } else if (await answersWithin(patience)) return "signalled";
  }
  return "stuck";
}

function terminate(): void {
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution");
  setTimeout(() => session.disconnect(), 40);
}

async function answer(message: WireMessage): Promise<void> {
  const reply = (type: string, content: unknown): Promise<void> =>
    socket.send(writeReply(message, type, content, connection.key));
  switch (message.header.msg_type) {
    case "interrupt_request":
      return reply("interrupt_reply", { status: "ok", how: await interrupt() });
    case "kernel_info_request":
      return reply("kernel_info_reply", kernelInfo);
    case "shutdown_request":
      await reply("shutdown_reply", { status: "ok", restart: message.content["restart"] === true });
      parentPort?.postMessage("shutdown");
      await sleep(shutdownTime);
      process.kill(process.pid, "SIGKILL");
  }
}

async function serve(): Promise<void> {
  const { transport, ip, control_port: port } = connection;
  await socket.bind(`${transport}://${ip}:${port}`);
  for await (const frames of socket) {
    try {
      const message = readMessage(frames, connection.key);
      if (message) await answer(message);
    } catch (error) {
      writeSync(2, `[isocompute kernel] control: ${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
}

if (tasks.has("watch-parent")) {
  const parent = process.ppid;
  // An orphan with a busy cell would burn a processor for ever.
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, 500).unref();
}

serve().catch((error: unknown) => {
  writeSync(2, `[isocompute kernel] control channel: ${String(error)}\n`);
});

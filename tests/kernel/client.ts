import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Dealer, Subscriber } from "zeromq";

export interface KernelMessage {
  readonly channel: "shell" | "iopub" | "control";
  readonly type: string;
  readonly parent: string;
  readonly metadata: Record<string, unknown>;
  readonly content: Record<string, unknown>;
}

/** What a cell came to, as a reader of the notebook would say it. */
export interface CellOutcome {
  readonly status: string;
  readonly reply: Record<string, unknown>;
  readonly messages: readonly KernelMessage[];
  readonly stdout: string;
  readonly stderr: string;
  /** text/plain of the result. */
  readonly result: string | undefined;
  readonly error: { readonly ename: string; readonly evalue: string; readonly traceback: string } | undefined;
}

export interface ClientOptions {
  /** Stock tslab rather than the project's kernel. */
  readonly stock?: boolean;
  readonly mends?: string;
  readonly cwd?: string;
  readonly node?: string;
  readonly nodeOptions?: readonly string[];
  readonly launcher?: string;
}

const delimiter = Buffer.from("<IDS|MSG>");
const root = resolve(import.meta.dirname, "../..");

/** As little of a Jupyter client as testing a kernel takes. */
export class KernelClient {
  readonly process: ChildProcess;
  readonly #directory: string;
  readonly #key = randomBytes(16).toString("hex");
  readonly #session = randomUUID();
  readonly #shell = new Dealer({ linger: 0, routingId: this.#session });
  readonly #control = new Dealer({ linger: 0, routingId: this.#session });
  readonly #iopub = new Subscriber({ linger: 0 });
  readonly #listeners = new Set<(message: KernelMessage) => void>();
  readonly exited: Promise<number | null>;
  /** What the kernel itself wrote to its stderr. */
  log = "";

  constructor(options: ClientOptions) {
    this.#directory = mkdtempSync(join(tmpdir(), "ik-"));
    const ip = join(this.#directory, "k");
    const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
    const connection = join(this.#directory, "connection.json");
    writeFileSync(
      connection,
      JSON.stringify({
        transport: "ipc",
        ip,
        key: this.#key,
        signature_scheme: "hmac-sha256",
        kernel_name: "",
        ...ports,
      }),
      { mode: 0o600 },
    );
    const launcher = options.launcher ?? join(root, "lib/dist/kernel/launch.js");
    const program = options.stock
      ? [join(root, "node_modules/tslab/bin/tslab"), "kernel", "--config-path", connection]
      : ["--enable-source-maps", ...(options.nodeOptions ?? []), launcher, "--config-path", connection];
    this.process = spawn(options.node ?? process.execPath, program, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ISOCOMPUTE_KERNEL_MENDS: options.mends ?? "all" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.stderr?.on("data", (data) => {
      this.log += data;
    });
    this.exited = new Promise((done) => this.process.once("exit", (code) => done(code)));
    this.#iopub.subscribe();
    this.#shell.connect(`ipc://${ip}:1`);
    this.#iopub.connect(`ipc://${ip}:2`);
    this.#control.connect(`ipc://${ip}:4`);
    for (const [channel, socket] of [
      ["shell", this.#shell],
      ["iopub", this.#iopub],
      ["control", this.#control],
    ] as const)
      this.#listen(channel, socket).catch(() => {}); // ends when the socket is closed
  }

  static async start(options: ClientOptions = {}): Promise<KernelClient> {
    const client = new KernelClient(options);
    let heard = false;
    let answered = false;
    client.onMessage((message) => {
      if (message.channel === "iopub") heard = true;
      if (message.type === "kernel_info_reply") answered = true;
    });
    for (let i = 0; i < 600 && !(heard && answered); i++) {
      if (client.process.exitCode !== null) throw new Error(`the kernel ended at its start:\n${client.log}`);
      client.send("shell", "kernel_info_request", {});
      await sleep(100);
    }
    if (!(heard && answered)) throw new Error(`the kernel did not answer within a minute:\n${client.log}`);
    return client;
  }

  onMessage(listener: (message: KernelMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #listen(channel: KernelMessage["channel"], socket: AsyncIterable<Buffer[]>): Promise<void> {
    for await (const frames of socket) {
      const start = frames.findIndex((frame) => frame.equals(delimiter));
      const parts = frames.slice(start + 2);
      const hmac = createHmac("sha256", this.#key);
      for (const part of parts) hmac.update(part);
      if (hmac.digest("hex") !== String(frames[start + 1])) throw new Error("a message is not signed with the key");
      const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
      const message: KernelMessage = { channel, type: header.msg_type, parent: parent.msg_id, metadata, content };
      for (const listener of this.#listeners) listener(message);
    }
  }

  send(channel: "shell" | "control", type: string, content: unknown): string {
    const id = randomUUID();
    const date = new Date().toISOString();
    const header = { msg_id: id, session: this.#session, username: "test", date, msg_type: type, version: "5.3" };
    const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    const socket = channel === "shell" ? this.#shell : this.#control;
    socket.send([delimiter, hmac.digest("hex"), ...parts]).catch(() => {}); // the kernel may be gone
    return id;
  }

  /** Sends a request and waits for its reply. */
  request(
    channel: "shell" | "control",
    type: string,
    content: unknown = {},
    timeout = 20_000,
  ): Promise<Record<string, unknown>> {
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`no reply to ${type} within ${timeout} ms\n${this.log}`)), timeout);
      const stop = this.onMessage((message) => {
        if (message.channel === "iopub" || message.parent !== id) return;
        clearTimeout(timer);
        stop();
        done(message.content);
      });
      const id = this.send(channel, type, content);
    });
  }

  /** Runs a cell to its reply and its idle status. */
  run(code: string, options: { readonly timeout?: number; readonly stopOnError?: boolean } = {}): Promise<CellOutcome> {
    const { timeout = 30_000, stopOnError = true } = options;
    return new Promise((done, fail) => {
      const messages: KernelMessage[] = [];
      let reply: Record<string, unknown> | undefined;
      let idle = false;
      const timer = setTimeout(() => {
        stop();
        fail(new Error(`the cell did not end within ${timeout} ms: ${code.slice(0, 80)}\n${this.log}`));
      }, timeout);
      const stop = this.onMessage((message) => {
        if (message.parent !== id) return;
        if (message.channel === "iopub") messages.push(message);
        if (message.channel === "shell") reply = message.content;
        if (message.type === "status" && message.content["execution_state"] === "idle") idle = true;
        if (!reply || !idle) return;
        clearTimeout(timer);
        stop();
        done(outcome(reply, messages));
      });
      const id = this.send("shell", "execute_request", {
        code,
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: false,
        stop_on_error: stopOnError,
      });
    });
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.send("control", "shutdown_request", { restart: false });
      await Promise.race([this.exited, sleep(2000)]);
      this.process.kill("SIGKILL");
      await this.exited;
    }
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function outcome(reply: Record<string, unknown>, messages: readonly KernelMessage[]): CellOutcome {
  const text = (name: string): string =>
    messages
      .filter((message) => message.type === "stream" && message.content["name"] === name)
      .map((message) => message.content["text"])
      .join("");
  const result = messages.find((message) => message.type === "execute_result")?.content["data"];
  const error = messages.find((message) => message.type === "error")?.content;
  return {
    status: String(reply["status"]),
    reply,
    messages,
    stdout: text("stdout"),
    stderr: text("stderr"),
    result: (result as Record<string, string> | undefined)?.["text/plain"],
    error: error && {
      ename: String(error["ename"]),
      evalue: String(error["evalue"]),
      traceback: (error["traceback"] as string[]).join("\n"),
    },
  };
}

import { resolve } from "node:path";
import { kernelSpec as kernelEntry, launcherPath } from "isocompute/kernel";
import { findKernelSpec, type KernelSpec } from "isocompute/notebook";
import { type Kernel, startKernel } from "../../lib/src/notebook/kernel.js";
import { runCode } from "../../lib/src/notebook/run-code.js";
import type { Message } from "../../lib/src/notebook/wire.js";

/** What a cell came to, as a reader of the notebook would say it. */
export interface CellOutcome {
  readonly status: string;
  readonly reply: Record<string, unknown>;
  /** Everything that iopub said in the cell's name. */
  readonly messages: readonly Message[];
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
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds. @default 60 */
  readonly startTimeout?: number;
  readonly launcher?: string;
  /** The kernel is a child of a shell, in a process group of its own. */
  readonly viaShell?: boolean;
}

const root = resolve(import.meta.dirname, "../..");

/** A kernel whose sockets listen for so many milliseconds before it may use them. */
export function slowBinding(
  milliseconds: number,
): Required<Pick<ClientOptions, "nodeOptions" | "env" | "startTimeout">> {
  return {
    nodeOptions: ["--require", resolve(import.meta.dirname, "slow-binding.cjs")],
    env: { SLOW_BINDING: String(milliseconds) },
    startTimeout: 10,
  };
}

function kernelSpec(options: ClientOptions): KernelSpec {
  const spec = directSpec(options);
  return options.viaShell ? { ...spec, argv: ["sh", "-c", 'setsid "$@" & wait', "sh", ...spec.argv] } : spec;
}

function directSpec(options: ClientOptions): KernelSpec {
  const stock = findKernelSpec("tslab");
  const node = options.node ?? process.execPath;
  if (options.stock) return { ...stock, argv: [node, ...(options.nodeOptions ?? []), ...stock.argv.slice(1)] };
  const spec = kernelEntry({ node, ...(options.mends === undefined ? {} : { mends: options.mends }) });
  const [program = "", ...words] = spec.argv;
  const launcher = (word: string): string => (word === launcherPath() ? (options.launcher ?? word) : word);
  return {
    ...spec,
    name: "isocompute",
    argv: [program, ...(options.nodeOptions ?? []), ...words.map(launcher)],
    transport: stock.transport ?? "tcp",
  };
}

/** The notebook runner's own kernel, with what tests want to know of a cell. */
export class KernelClient {
  readonly kernel: Kernel;

  private constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  static async start(options: ClientOptions = {}): Promise<KernelClient> {
    const kernel = await startKernel(kernelSpec(options), {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      startTimeout: options.startTimeout ?? 60,
    });
    return new KernelClient(kernel);
  }

  /** Sends a request and waits for its reply. */
  request(
    channel: "shell" | "control",
    type: string,
    content: object = {},
    timeout = 20_000,
  ): Promise<Record<string, unknown>> {
    const { channels } = this.kernel;
    return new Promise((done, fail) => {
      const timer = setTimeout(() => {
        stop();
        fail(new Error(`no reply to ${type} within ${timeout} ms; ${this.kernel.process.written()}`));
      }, timeout);
      const stop = channels.listen((message, from) => {
        if (from === "iopub" || message.parent_header.msg_id !== id) return;
        clearTimeout(timer);
        stop();
        done(message.content);
      });
      const id = channels.send(channel, type, content);
    });
  }

  /** Runs a cell to its end, as the notebook runner does. */
  async run(
    code: string,
    options: { readonly timeout?: number; readonly stopOnError?: boolean } = {},
  ): Promise<CellOutcome> {
    const { timeout = 30, stopOnError = true } = options;
    const messages: Message[] = [];
    let reply: Record<string, unknown> = {};
    let id = "";
    const stop = this.kernel.channels.listen((message, from) => {
      if (message.parent_header.msg_id !== id) return;
      if (from === "iopub") messages.push(message);
      else reply = message.content;
    });
    const end = await runCode(this.kernel, code, { timeout, stopOnError }, (sent) => {
      id = sent;
    });
    stop();
    if (end.kind !== "replied")
      throw new Error(`the cell ended by ${end.kind}: ${code.slice(0, 80)}; ${this.kernel.process.written()}`);
    return outcome(reply, messages);
  }

  async stop(): Promise<void> {
    await this.kernel.shutdown();
  }
}

function outcome(reply: Record<string, unknown>, messages: readonly Message[]): CellOutcome {
  const of = (type: string): Record<string, unknown>[] =>
    messages.filter((message) => message.header.msg_type === type).map((message) => message.content);
  const text = (name: string): string =>
    of("stream")
      .filter((stream) => stream["name"] === name)
      .map((stream) => stream["text"])
      .join("");
  const result = of("execute_result")[0]?.["data"] as Record<string, string> | undefined;
  const error = of("error")[0];
  return {
    status: String(reply["status"]),
    reply,
    messages,
    stdout: text("stdout"),
    stderr: text("stderr"),
    result: result?.["text/plain"],
    error: error && {
      ename: String(error["ename"]),
      evalue: String(error["evalue"]),
      traceback: (error["traceback"] as string[]).join("\n"),
    },
  };
}

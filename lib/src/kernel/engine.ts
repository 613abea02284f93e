/** The parts of tslab 1.0.22 that the kernel touches, as far as it touches them. */
import type * as TypeScript from "@tslab/typescript-for-tslab";

export type Compiler = typeof TypeScript;

/** The only version whose seams are known. */
export const engineVersion = "1.0.22";

export interface Diagnostic {
  readonly start: { readonly line: number; readonly character: number };
  readonly messageText: string;
  readonly fileName?: string;
}

export interface Conversion {
  output?: string;
  declOutput?: string;
  diagnostics: Diagnostic[];
  lastExpressionVar?: string;
  hasToplevelAwait?: boolean;
  sideOutputs?: { path: string; data: string }[];
}

export interface Completion {
  start: number;
  end: number;
  candidates: string[];
  original?: TypeScript.CompletionInfo;
}

export interface Converter {
  convert(previous: string, source: string): Conversion;
  inspect(previous: string, source: string, position: number): TypeScript.QuickInfo | undefined;
  complete(previous: string, source: string, position: number): Completion;
  addModule(name: string, content: string, meta?: unknown): Diagnostic[];
  close(): void;
}

export interface ConverterSet {
  readonly node: Converter;
  readonly browser: Converter;
  close(): void;
}

export interface Executor {
  execute(source: string): Promise<boolean>;
  interrupt(): void;
  close(): void;
}

export interface EngineConsole {
  log(...values: unknown[]): void;
  error(...values: unknown[]): void;
}

export interface ExecutorModule {
  createExecutor(rootDir: string, converters: ConverterSet, console: EngineConsole): Executor;
}

/** One message as the engine's server parses it. */
export interface Message {
  readonly header: { readonly msg_type: string; readonly msg_id: string; readonly session: string };
  readonly content: Record<string, unknown>;
  createReply(): Reply;
}

export interface Reply {
  identity: Buffer[];
  header: { msg_type: string };
  metadata: Record<string, unknown>;
  content: unknown;
  signAndSend(key: string, socket: Socket): void;
}

export interface Socket {
  send(frames: unknown): Promise<void> | undefined;
  bindSync(address: string): void;
  sendTimeout: number;
  sendHighWaterMark: number;
  linger: number;
}

export interface ConnectionInfo {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly shell_port: number;
  readonly control_port: number;
}

export interface ExecuteRequest {
  readonly code: string;
  readonly silent?: boolean;
  readonly store_history?: boolean;
  readonly stop_on_error?: boolean;
}

export interface ExecuteReply {
  status: string;
  execution_count?: number;
  [field: string]: unknown;
}

export type WriteStream = (name: string, text: string) => void;
export type WriteDisplay = (data: Record<string, unknown>, update?: boolean) => void;

export interface TaskQueue {
  add<T>(task: () => Promise<T>): Promise<T>;
  reset(delay?: number): void;
}

export interface Handler {
  execCount: number;
  execQueue: TaskQueue;
  readonly executor: Executor;
  handleKernel(): Record<string, unknown>;
  handleExecute(request: ExecuteRequest, stream: WriteStream, display: WriteDisplay): Promise<ExecuteReply>;
  handleExecuteImpl(request: ExecuteRequest, stream: WriteStream, display: WriteDisplay): Promise<unknown>;
  handleIsComplete(request: { code: string }): Record<string, unknown>;
  handleInspect(request: { code: string; cursor_pos: number }): Record<string, unknown>;
  handleComplete(request: { code: string; cursor_pos: number }): Record<string, unknown>;
  handleShutdown(request: { restart?: boolean }): Record<string, unknown>;
  close(): void;
}

export interface Server {
  readonly handler: Handler;
  readonly connInfo: ConnectionInfo;
  readonly iopub: Socket;
  bindSocket(socket: Socket, port: number): Promise<void>;
  publishStatus(status: string, parent: Message): void;
  handleShellMessage(socket: Socket, ...frames: Buffer[]): Promise<void>;
  handleExecute(socket: Socket, message: Message): Promise<void>;
  handleCommInfoRequest(socket: Socket, message: Message): void;
  init(): Promise<void>;
  close(): void;
}

export interface JupyterModule {
  readonly ZmqServer: { readonly prototype: Server };
  readonly JupyterHandlerImpl: { readonly prototype: Handler };
}

export interface MainModule {
  startKernel(options: {
    configPath: string;
    enableFindLocal: boolean;
    jsKernel: boolean;
    globalVersion: string;
  }): void;
}

export interface UtilModule {
  readonly TaskCanceledError: new (reason?: unknown) => Error;
}

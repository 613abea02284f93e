import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import vm from "node:vm";
import type { BuilderProgram } from "@tslab/typescript-for-tslab";
import { Cell } from "./cell.js";
import {
  type Compiler,
  type Converter,
  type EngineConsole,
  type Executor,
  type ExecutorModule,
  engineVersion,
  type Handler,
  type JupyterModule,
  type MainModule,
  type Message,
  type Server,
  type UtilModule,
} from "./engine.js";
import { wrap } from "./mend.js";

type CompilerHost = { afterProgramCreate?: (program: BuilderProgram) => void };
type CompilerOptions = Record<string, unknown>;

export type ThreadTask = "watch-parent";

/** A cell's program on its way to V8. */
export interface CellScript {
  code: string;
  options: Record<string, unknown>;
  /** What to evaluate in the cell's frame before it is stopped from outside, so that nothing it had reached is lost. */
  rescue?: string;
}

export interface TranspileOptions {
  readonly compilerOptions: { readonly target: number } & Record<string, unknown>;
  readonly fileName?: string;
}

export interface Transpiled {
  outputText: string;
  sourceMapText?: string | undefined;
}

/** Where the mends take hold: modules of the engine, and the moments of a cell's life. */
export interface Seams {
  /** The engine's folder, `…/node_modules/tslab`. */
  readonly engineDir: string;
  /** The compiler as it is. */
  readonly compiler: Compiler;
  /** The compiler as the engine sees it: its functions may be replaced. */
  readonly engineCompiler: Record<string, unknown>;
  readonly serverPrototype: Server;
  readonly handlerPrototype: Handler;
  readonly TaskCanceledError: UtilModule["TaskCanceledError"];
  /** A package as the engine resolves it. */
  resolve(name: string): string;

  /** Each may change the type checker's options in place. */
  readonly onCompilerOptions: ((options: CompilerOptions) => void)[];
  /** Each sees every program that the compiler builds: one per cell, at least. */
  readonly onProgram: ((program: BuilderProgram) => void)[];
  /** Turns one file from the engine's module form into what V8 runs. */
  transpile: (js: string, options: TranspileOptions) => Transpiled;
  /** Each may put another converter before the engine's. */
  readonly onConverter: ((converter: Converter) => Converter)[];
  /** Each may change what V8 is given. */
  readonly onScript: ((script: CellScript, cell: Cell | undefined) => void)[];
  /** Runs a cell's program up to its first `await`. */
  run: (script: CellScript) => unknown;
  /** Errands for the thread that stays awake while cells run. */
  readonly threadTasks: Set<ThreadTask>;
  /** Each sees the global that cells reach the engine by, once. */
  readonly onGlobal: ((global: Record<string, unknown>) => void)[];
  /** Shows a value as the result of the running cell. */
  showResult(value: unknown): void;
  /** Shows an error as the running cell's. */
  showError(error: unknown): void;
  /** Each may wrap the executor. */
  readonly onExecutor: ((executor: Executor) => void)[];
  readonly onCellStart: ((cell: Cell) => void)[];
  /** The value of a cell's last expression; true when it was dealt with. */
  readonly onResult: ((value: unknown, cell: Cell) => boolean)[];
  /** What the engine would print for an error; true when it was dealt with. */
  readonly onError: ((values: readonly unknown[], cell: Cell) => boolean)[];
  /** The running cell, or the last one that ran. */
  cell: Cell | undefined;
  executor: Executor | undefined;
  /** The cell of a request, while the request is known. */
  cellOf(request: object): Cell | undefined;
  start(configPath: string): void;
}

/** The engine is not the one whose seams are known. */
export class SeamError extends Error {
  override readonly name = "SeamError";
}

const cellPattern = /^\((?:async )?function\(exports, require\) \{ /;
const globalScript = "(x) => {globalThis.__tslab__ = x; }";

/**
 * Loads the engine and opens its seams.
 *
 * @param load how the engine's modules are found; tests give another
 * @throws SeamError if the engine has another version, or lacks what the mends hold on to
 */
export function openSeams(load: NodeJS.Require = createRequire(__filename)): Seams {
  const engineDir = dirname(load.resolve("tslab/package.json"));
  const manifest: { version?: unknown } = JSON.parse(readFileSync(join(engineDir, "package.json"), "utf8"));
  if (manifest.version !== engineVersion)
    throw new SeamError(`tslab ${engineVersion} is required, found ${String(manifest.version)} in ${engineDir}`);
  const engineRequire = createRequire(join(engineDir, "dist", "main.js"));
  const { real, copy } = openCompiler(engineRequire);
  const executorModule: ExecutorModule = engineRequire("./executor.js");
  const jupyter: JupyterModule = engineRequire("./jupyter.js");
  const main: MainModule = engineRequire("./main.js");
  const util: UtilModule = engineRequire("./util.js");
  check(executorModule, ["createExecutor"], "executor");
  check(main, ["startKernel"], "main");
  check(util, ["TaskCanceledError"], "util");
  const server = jupyter.ZmqServer?.prototype;
  const handler = jupyter.JupyterHandlerImpl?.prototype;
  check(server, ["bindSocket", "publishStatus", "handleShellMessage", "handleExecute", "init", "close"], "ZmqServer");
  check(server, ["handleCommInfoRequest"], "ZmqServer");
  check(handler, ["handleKernel", "handleExecute", "handleExecuteImpl", "handleIsComplete"], "JupyterHandlerImpl");
  check(handler, ["handleInspect", "handleComplete", "handleShutdown", "close"], "JupyterHandlerImpl");

  const cells = new WeakMap<object, Cell>();
  const seams: Seams = {
    engineDir,
    compiler: real,
    engineCompiler: copy,
    serverPrototype: server,
    handlerPrototype: handler,
    TaskCanceledError: util.TaskCanceledError,
    resolve: (name) => engineRequire.resolve(name),
    onCompilerOptions: [],
    onProgram: [],
    transpile: (js, options) => real.transpileModule(js, options as object),
    onConverter: [],
    onScript: [],
    run: () => undefined,
    threadTasks: new Set(),
    onGlobal: [],
    onExecutor: [],
    onCellStart: [],
    onResult: [],
    onError: [],
    cell: undefined,
    executor: undefined,
    showResult: () => {},
    showError: () => {},
    cellOf: (request) => cells.get(request),
    start: (configPath) =>
      main.startKernel({ configPath, enableFindLocal: false, jsKernel: false, globalVersion: engineVersion }),
  };
  tapCompiler(seams);
  tapExecutor(seams, executorModule);
  tapScripts(seams);
  tapCells(seams, cells);
  return seams;
}

/** The compiler's exports are getters that cannot be redefined, so the engine is given a copy. */
function openCompiler(engineRequire: NodeJS.Require): { real: Compiler; copy: Record<string, unknown> } {
  const path = engineRequire.resolve("@tslab/typescript-for-tslab");
  const real: Compiler = engineRequire(path);
  check(real, ["createWatchCompilerHost", "transpileModule", "createProgram", "sys", "createScanner"], "compiler");
  const copy: Record<string, unknown> = { ...real };
  const cached = engineRequire.cache[path];
  if (!cached) throw new SeamError(`the engine's compiler is not in the module cache under ${path}`);
  cached.exports = copy;
  return { real, copy };
}

function check(holder: object | undefined, names: readonly string[], what: string): void {
  for (const name of names)
    if (holder === undefined || !(name in holder)) throw new SeamError(`tslab's ${what} has no ${name}`);
}

function tapCompiler(seams: Seams): void {
  const { compiler, engineCompiler } = seams;
  type CreateHost = (files: string[], options: CompilerOptions, ...rest: unknown[]) => CompilerHost;
  const create = compiler.createWatchCompilerHost as unknown as CreateHost;
  engineCompiler["createWatchCompilerHost"] = (files: string[], given: CompilerOptions, ...rest: unknown[]) => {
    const options = { ...given };
    for (const tap of seams.onCompilerOptions) tap(options);
    const host = create(files, options, ...rest);
    let notify: CompilerHost["afterProgramCreate"];
    Object.defineProperty(host, "afterProgramCreate", {
      get: () => (program: BuilderProgram) => {
        for (const tap of seams.onProgram) tap(program);
        notify?.(program);
      },
      set: (value: typeof notify) => {
        notify = value;
      },
    });
    return host;
  };
  engineCompiler["transpileModule"] = (js: string, options: TranspileOptions) => seams.transpile(js, options);
}

function tapExecutor(seams: Seams, module: ExecutorModule): void {
  wrap(module, "createExecutor", (create) => (rootDir, converters, engineConsole) => {
    let node: Converter | undefined;
    const tapped: typeof converters = {
      get node() {
        node ??= seams.onConverter.reduce((converter, tap) => tap(converter), converters.node);
        return node;
      },
      get browser() {
        return converters.browser;
      },
      close: () => converters.close(),
    };
    const tappedConsole = tapConsole(seams, engineConsole);
    seams.showResult = (value) => tappedConsole.log(value);
    seams.showError = (error) => tappedConsole.error(error);
    const executor = create(rootDir, tapped, tappedConsole);
    seams.executor = executor;
    for (const tap of seams.onExecutor) tap(executor);
    return executor;
  });
}

function tapConsole(seams: Seams, engineConsole: EngineConsole): EngineConsole {
  return {
    log(...values) {
      const cell = seams.cell;
      if (!cell || !seams.onResult.some((tap) => tap(values[0], cell))) engineConsole.log(...values);
    },
    error(...values) {
      const cell = seams.cell;
      if (!cell || !seams.onError.some((tap) => tap(values, cell))) engineConsole.error(...values);
    },
  };
}

/** The engine hands every cell to `vm.runInThisContext`; scripts of others pass untouched. */
function tapScripts(seams: Seams): void {
  const runUntapped = vm.runInThisContext;
  seams.run = (script) => runUntapped(script.code, script.options);
  wrap(vm, "runInThisContext", (run) => (code, given) => {
    if (code === globalScript) {
      const assign = run(code, given);
      return (global: Record<string, unknown>) => {
        for (const tap of seams.onGlobal) tap(global);
        assign(global);
      };
    }
    if (!cellPattern.test(code)) return run(code, given);
    const script: CellScript = { code, options: typeof given === "object" ? { ...given } : {} };
    for (const tap of seams.onScript) tap(script, seams.cell);
    return seams.run(script);
  });
}

function tapCells(seams: Seams, cells: WeakMap<object, Cell>): void {
  wrap(
    seams.serverPrototype,
    "handleExecute",
    (execute) =>
      async function (this: Server, socket, message: Message) {
        const cell = new Cell(this, message);
        cells.set(message.content, cell);
        try {
          await execute.call(this, socket, message);
        } finally {
          cell.running = false;
        }
      },
  );
  wrap(
    seams.handlerPrototype,
    "handleExecuteImpl",
    (execute) =>
      function (this: Handler, request, stream, display) {
        const cell = cells.get(request);
        if (cell) {
          seams.cell = cell;
          cell.count = this.execCount + 1;
          cell.running = true;
          for (const tap of seams.onCellStart) tap(cell);
        }
        return execute.call(this, request, stream, display);
      },
  );
}

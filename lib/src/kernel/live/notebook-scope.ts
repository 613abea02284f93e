import { join } from "node:path";
import vm from "node:vm";

/** One notebook variable: every cell and every function reads and writes its `v`. */
export class Ref {
  v: unknown = undefined;
}

const none = Symbol("no last expression");

/**
 * The variables of a notebook, and what compiled cells call while they run.
 *
 * One name is one variable, as at a prompt: a later cell's assignment or declaration is seen by the functions of earlier ones.
 */
export class NotebookScope {
  readonly #refs = new Map<string, Ref>();
  readonly #initialised = new Set<string>();
  readonly #links = new Set<string>();
  /** Names that some function refers to, in any cell so far: what a loop does to them must show at once. */
  readonly captured: Set<string> = new Set();
  /** Those of them that some function assigns to: they may change under a loop that only reads them. */
  readonly assigned: Set<string> = new Set();
  #pending: Set<string> | undefined;
  #last: unknown = none;

  /** Whether cells may refer to the name as a value. */
  has(name: string): boolean {
    return this.#initialised.has(name);
  }

  ref(name: string): Ref {
    let ref = this.#refs.get(name);
    if (!ref) {
      ref = new Ref();
      this.#refs.set(name, ref);
    }
    return ref;
  }

  /** Before a cell is handed to V8: it has declared nothing yet. */
  prepare(): void {
    this.#pending = undefined;
    this.#last = none;
  }

  /** First call of a compiled cell: what it is going to declare. */
  begin(names: readonly string[]): void {
    this.#pending = new Set(names);
    this.#last = none;
  }

  /** `var` and `function`: they exist from the cell's first line. */
  hoist(name: string): void {
    this.#initialised.add(name);
  }

  /** A declaration was reached and its value stored. */
  done(...names: string[]): void {
    for (const name of names) {
      this.#pending?.delete(name);
      this.#initialised.add(name);
    }
  }

  /** Whether the name follows a module's export, which may change without an assignment. */
  isLink(name: string): boolean {
    return this.#links.has(name);
  }

  /** An import: the name follows the module's export. */
  link(name: string, read: () => unknown): void {
    this.#links.add(name);
    Object.defineProperty(this.ref(name), "v", {
      configurable: true,
      enumerable: true,
      get: read,
      set: (value: unknown) => this.#unlink(name, value),
    });
    this.done(name);
  }

  #unlink(name: string, value: unknown): void {
    this.#links.delete(name);
    Object.defineProperty(this.ref(name), "v", { configurable: true, enumerable: true, writable: true, value });
  }

  set last(value: unknown) {
    this.#last = value;
  }

  /** The value of the cell's last expression, if it ended in one. */
  takeLast(): { readonly value: unknown } | undefined {
    const value = this.#last;
    this.#last = none;
    return value === none ? undefined : { value };
  }

  /** What the running or failed cell declares and has not reached; `undefined` if it never began. */
  get pending(): ReadonlySet<string> | undefined {
    return this.#pending;
  }

  /** `await import("m")`: by `require`, which knows the notebook's folder, else by Node's own loader, which alone takes some modules. */
  async importModule(require: NodeJS.Require, name: string): Promise<unknown> {
    try {
      return this.namespaceOf(require(String(name)));
    } catch (error) {
      if (!onlyByImport(error)) throw error;
      return await importFromFolder(String(name));
    }
  }

  /** `import x from "m"` of a CommonJS module, as the compiler's esModuleInterop has it. */
  defaultOf(module: unknown): unknown {
    return isEsModule(module) ? module.default : module;
  }

  /** `import * as x from "m"`. */
  namespaceOf(module: unknown): unknown {
    if (isEsModule(module) || module === null || (typeof module !== "object" && typeof module !== "function"))
      return module;
    const namespace: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(module))
      if (key !== "default")
        Object.defineProperty(namespace, key, {
          enumerable: true,
          get: () => (module as Record<string, unknown>)[key],
        });
    Object.defineProperty(namespace, "default", { enumerable: true, value: module });
    return namespace;
  }
}

function onlyByImport(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ERR_REQUIRE_ASYNC_MODULE" || code === "ERR_REQUIRE_ESM" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
}

function importFromFolder(name: string): Promise<unknown> {
  const load: (name: string) => Promise<unknown> = vm.runInThisContext("(name) => import(name)", {
    filename: join(process.cwd(), "cell.js"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return load(name);
}

function isEsModule(module: unknown): module is { default: unknown } {
  return module !== null && typeof module === "object" && "__esModule" in module && module.__esModule === true;
}

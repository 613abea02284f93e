import { createRequire } from "node:module";
import vm from "node:vm";
import type { Compiler } from "../../lib/src/kernel/engine.js";
import { emitCell } from "../../lib/src/kernel/live/emit.js";
import { withoutExportModifiers } from "../../lib/src/kernel/live/exports.js";
import { NotebookScope } from "../../lib/src/kernel/live/notebook-scope.js";

const load = createRequire(createRequire(import.meta.url).resolve("tslab"));
export const compiler: Compiler = load("@tslab/typescript-for-tslab");

/** Runs cells of JavaScript on the kernel's variables, without a kernel; gives what they printed. */
export class CellsInProcess {
  readonly scope: NotebookScope = new NotebookScope();
  readonly printed: string[] = [];
  readonly #context: vm.Context;

  constructor() {
    const console = { log: (...values: unknown[]) => this.printed.push(values.map(String).join(" ")) };
    this.#context = vm.createContext({ console, setTimeout, __tslab__: { notebook: this.scope } });
  }

  /** The script that a cell becomes. */
  compile(source: string): string {
    const js = `${withoutExportModifiers(compiler, source)}\nexport {};\n`;
    return emitCell(compiler, js, this.scope, { endsInExpression: true, target: compiler.ScriptTarget.ES2022 }).code;
  }

  async run(source: string): Promise<unknown> {
    const code = this.compile(source);
    this.scope.prepare();
    const call = vm.runInContext(`(async function (exports, require) { ${code}\n})`, this.#context);
    await call({}, load);
    return this.scope.takeLast()?.value;
  }
}

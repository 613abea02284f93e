import type * as ts from "@tslab/typescript-for-tslab";
import { emitCell } from "../live/emit.js";
import type { NotebookScope } from "../live/notebook-scope.js";
import { type Mend, wrap } from "../mend.js";
import { splitInlineMap } from "../trace/cell-sources.js";

type Emit = ts.BuilderProgram["emit"];

/** The file name that the engine gives to every cell. */
const cellFile = /[\\/]__tslab__\.ts$/;

export function liveVariables(scope: NotebookScope): Mend {
  return {
    name: "live-variables",
    why: "variables are copied between cells, so that functions keep stale values, and top-level loops run 40 times too slow",
    apply(seams) {
      const { compiler } = seams;
      let cellModule: string | undefined;
      let endsInExpression = false;
      let rescueOfCell = "";

      // The engine's own rewriting of the cell (its `after` stage) makes way for ours.
      const tapEmit = (emit: Emit): Emit =>
        function (this: unknown, file, writeFile, token, declarationsOnly, transformers) {
          if (!file || !cellFile.test(file.fileName))
            return emit.call(this, file, writeFile, token, declarationsOnly, transformers);
          endsInExpression = lastStatementIsExpression(seams.compiler, file);
          const write: ts.WriteFileCallback = (name, data, ...rest) => {
            if (name.endsWith(".js")) cellModule = splitInlineMap(data).code;
            writeFile?.(name, data, ...rest);
          };
          return emit.call(this, file, write, token, declarationsOnly, { ...transformers, after: [] });
        };
      seams.onProgram.push((program) => {
        program.emit = tapEmit(program.emit);
      });
      wrap(seams, "transpile", (transpile) => (js, options) => {
        if (cellModule === undefined || js !== cellModule) return transpile(js, options);
        cellModule = undefined;
        const { target } = options.compilerOptions;
        const { code, map, rescue } = emitCell(compiler, js, scope, { endsInExpression, target });
        rescueOfCell = rescue;
        return { outputText: code, sourceMapText: map };
      });
      seams.onScript.push((script) => {
        script.rescue = rescueOfCell;
      });
      seams.onGlobal.push((global) => {
        global["notebook"] = scope;
      });
      seams.onExecutor.push((executor) => {
        wrap(executor, "execute", (execute) => async (source) => {
          scope.prepare();
          const ok = await execute(source);
          const last = scope.takeLast();
          if (ok && last) seams.showResult(last.value);
          return ok;
        });
      });
    },
  };
}

function lastStatementIsExpression(compiler: typeof ts, file: ts.SourceFile): boolean {
  for (const statement of [...file.statements].reverse()) {
    if (compiler.isExportDeclaration(statement) || compiler.isEmptyStatement(statement)) continue;
    return compiler.isExpressionStatement(statement);
  }
  return false;
}

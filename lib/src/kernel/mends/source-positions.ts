import type { SourceMapPayload } from "node:module";
import { type Mend, wrap } from "../mend.js";
import { type CellSources, splitInlineMap } from "../trace/cell-sources.js";
import { formatStack } from "../trace/stack.js";

const invocation = "\n})(__tslab__";

export function sourcePositions(sources: CellSources): Mend {
  return {
    name: "source-positions",
    why: "stack traces name `evalmachine.<anonymous>` and lines of the compiled program, not the cell and its lines",
    apply(seams) {
      seams.onCompilerOptions.push((options) => {
        options["inlineSourceMap"] = true;
      });
      wrap(seams, "transpile", (transpile) => (js, options) => {
        const { code, map } = splitInlineMap(js);
        const result = transpile(code, {
          ...options,
          compilerOptions: { ...options.compilerOptions, sourceMap: true },
        });
        const outputText = result.outputText.replace(/\/\/# sourceMappingURL=\S+\s*$/, "");
        if (map && result.sourceMapText) sources.compiled(outputText, result.sourceMapText, map as SourceMapPayload);
        return { ...result, outputText };
      });
      seams.onScript.push((script, cell) => {
        if (!cell) return;
        const start = script.code.indexOf("{ ") + 2;
        const body = script.code.slice(start, script.code.lastIndexOf(invocation));
        sources.ran(cell.label, cell.request.code, body, start);
        script.options["filename"] = cell.label;
        script.options["displayErrors"] = false;
      });
      Error.prepareStackTrace = (error, sites) => formatStack(error, sites, sources);
    },
  };
}

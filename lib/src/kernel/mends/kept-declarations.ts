import { mergeDeclarations, withoutNames } from "../live/declarations.js";
import type { NotebookScope } from "../live/notebook-scope.js";
import { type Mend, wrap } from "../mend.js";

export function keptDeclarations(scope: NotebookScope): Mend {
  return {
    name: "kept-declarations",
    why: "a cell that throws half-way forgets everything it had declared, though its effects stay",
    apply(seams) {
      const { compiler } = seams;
      let before = "";
      let after: string | undefined;
      seams.onConverter.push((converter) => ({
        ...converter,
        convert(_previous, source) {
          after = undefined;
          const result = converter.convert(before, source);
          if (result.diagnostics.length === 0) after = result.declOutput ?? "";
          return result;
        },
        inspect: (_previous, source, position) => converter.inspect(before, source, position),
        complete: (_previous, source, position) => converter.complete(before, source, position),
      }));
      seams.onExecutor.push((executor) => {
        wrap(executor, "execute", (execute) => async (source) => {
          const ok = await execute(source);
          if (after === undefined) return ok;
          if (ok) before = after;
          else if (scope.pending) {
            const lost = scope.pending;
            before = mergeDeclarations(compiler, withoutNames(compiler, after, lost), before, lost);
            if (lost.size > 0)
              seams.cell?.notes.push(`Not reached, so not declared by this cell: ${[...lost].join(", ")}`);
          }
          after = undefined;
          return ok;
        });
      });
    },
  };
}

import type * as ts from "@tslab/typescript-for-tslab";
import { waits } from "../live/syntax.js";
import type { Mend } from "../mend.js";

export const topLevelAwait: Mend = {
  name: "top-level-await",
  why: "`for await` and `await (…)` at the top of a cell fail unless the cell happens to hold another kind of await",
  apply({ onConverter, compiler }) {
    onConverter.push((converter) => ({
      ...converter,
      convert(previous, source) {
        const result = converter.convert(previous, source);
        if (result.output === undefined || result.hasToplevelAwait || !/\bawait\b/.test(source)) return result;
        // Only a module's text is read with `await` as a keyword at its top.
        const module = `${result.output}\nexport {};`;
        const file: ts.SourceFile = compiler.createSourceFile("cell.js", module, compiler.ScriptTarget.ES2022, true);
        return { ...result, hasToplevelAwait: waits(compiler, file) };
      },
    }));
  },
};

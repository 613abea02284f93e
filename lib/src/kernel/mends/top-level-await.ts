import type * as ts from "@tslab/typescript-for-tslab";
import { waits } from "../live/syntax.js";
import type { Mend } from "../mend.js";

export const topLevelAwait: Mend = {
  name: "top-level-await",
  why: "`for await` at the top of a cell is a syntax error unless the cell happens to hold another await",
  apply({ onConverter, compiler }) {
    onConverter.push((converter) => ({
      ...converter,
      convert(previous, source) {
        const result = converter.convert(previous, source);
        if (result.output === undefined || result.hasToplevelAwait || !/\bawait\b/.test(source)) return result;
        const file: ts.SourceFile = compiler.createSourceFile(
          "cell.js",
          result.output,
          compiler.ScriptTarget.ES2022,
          true,
        );
        return { ...result, hasToplevelAwait: waits(compiler, file) };
      },
    }));
  },
};

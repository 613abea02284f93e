import { join } from "node:path";
import type * as ts from "@tslab/typescript-for-tslab";
import { declaredNames, forgottenNamespaces } from "../live/declarations.js";
import { localsOf } from "../live/syntax.js";
import type { Mend } from "../mend.js";

export const completeDeclarations: Mend = {
  name: "complete-declarations",
  why: "namespaces are forgotten one cell later, and `for (var k …)` or a `var` in a block is not known to the next cell",
  apply(seams) {
    const { compiler } = seams;
    let program: ts.Program | undefined;
    seams.onProgram.push((builder) => {
      program = builder.getProgram();
    });
    seams.onConverter.push((converter) => ({
      ...converter,
      convert(previous, source) {
        const result = converter.convert(previous, source);
        if (result.declOutput === undefined || result.diagnostics.length > 0) return result;
        const file = program?.getSourceFile(join(process.cwd(), "__tslab__.ts").replaceAll("\\", "/"));
        const locals = localsOf(compiler, file);
        const namespaces = forgottenNamespaces(compiler, previous, result.declOutput, new Set(locals.keys()));
        const variables = program && file ? nestedVariables(compiler, program, file, locals, result.declOutput) : "";
        return { ...result, declOutput: result.declOutput + namespaces + variables };
      },
    }));
  },
};

/** Declarations of the `var`s that the compiler leaves out because they stand inside a block or a loop's head. */
function nestedVariables(
  compiler: typeof ts,
  program: ts.Program,
  file: ts.SourceFile,
  locals: ReadonlyMap<string, ts.Symbol>,
  declarations: string,
): string {
  const nested = [...locals].filter(
    ([, symbol]) =>
      symbol.flags & compiler.SymbolFlags.FunctionScopedVariable &&
      !isTopLevelStatement(compiler, symbol.valueDeclaration, file),
  );
  if (nested.length === 0) return "";
  const known = declaredNames(compiler, declarations);
  const checker = program.getTypeChecker();
  return nested
    .filter(([name]) => !known.has(name))
    .map(([name, symbol]) => {
      const type = checker.getTypeOfSymbolAtLocation(symbol, file);
      const text = checker.typeToString(type, file, compiler.TypeFormatFlags.NoTruncation);
      return `declare var ${name}: ${text};\n`;
    })
    .join("");
}

function isTopLevelStatement(compiler: typeof ts, declaration: ts.Node | undefined, file: ts.SourceFile): boolean {
  let node = declaration;
  while (node && !compiler.isVariableStatement(node) && !compiler.isSourceFile(node)) node = node.parent;
  return node?.parent === file;
}

import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";

const blank = (length: number): string => " ".repeat(length);

/**
 * Takes `export` and `export default` off a cell's declarations, leaving every other character where it was.
 * A cell is not a module that anything imports: what it declares, later cells have.
 */
export function withoutExportModifiers(compiler: Compiler, source: string): string {
  if (!/\bexport\b/.test(source)) return source;
  const file = compiler.createSourceFile("cell.ts", source, compiler.ScriptTarget.ES2022, true);
  let text = source;
  const replace = (start: number, end: number, by: string): void => {
    text = text.slice(0, start) + by.padEnd(end - start) + text.slice(end);
  };
  for (const statement of file.statements) {
    if (compiler.isExportAssignment(statement) && !statement.isExportEquals)
      replace(statement.getStart(file), statement.expression.getStart(file), "");
    const modifiers = (statement as ts.Statement & { modifiers?: ts.NodeArray<ts.ModifierLike> }).modifiers;
    const keywords = modifiers?.filter(
      ({ kind }) => kind === compiler.SyntaxKind.ExportKeyword || kind === compiler.SyntaxKind.DefaultKeyword,
    );
    if (!keywords || keywords.length === 0) continue;
    const nameless = !("name" in statement && statement.name) && !compiler.isVariableStatement(statement);
    for (const [i, keyword] of keywords.entries())
      replace(
        keyword.getStart(file),
        keyword.end,
        nameless && i === 0 ? "void" : blank(keyword.end - keyword.getStart(file)),
      );
  }
  return text;
}

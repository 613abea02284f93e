import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";

/**
 * Takes `export` and `export default` off a cell's declarations, leaving every other character where it was.
 * A cell is not a module that anything imports: what it declares, later cells have.
 */
export function withoutExportModifiers(compiler: Compiler, source: string): string {
  if (!/\bexport\b/.test(source)) return source;
  const file = compiler.createSourceFile("cell.ts", source, compiler.ScriptTarget.ES2022, true);
  let text = source;
  /** Puts blanks, and as many line breaks as there were, in the place of a stretch; what stands there instead comes first. */
  const blank = (start: number, end: number, by = ""): void => {
    text = text.slice(0, start) + by + text.slice(start + by.length, end).replace(/[^\n]/g, " ") + text.slice(end);
  };
  for (const statement of file.statements) {
    if (compiler.isExportAssignment(statement) && !statement.isExportEquals)
      blank(statement.getStart(file), statement.expression.getStart(file));
    if (isPlainExportList(compiler, statement)) blank(statement.getStart(file), statement.end);
    const modifiers = (statement as ts.Statement & { modifiers?: ts.NodeArray<ts.ModifierLike> }).modifiers;
    const { ExportKeyword, DefaultKeyword } = compiler.SyntaxKind;
    const keywords = modifiers?.filter(({ kind }) => kind === ExportKeyword || kind === DefaultKeyword) ?? [];
    const nameless = !("name" in statement && statement.name) && !compiler.isVariableStatement(statement);
    for (const [i, keyword] of keywords.entries())
      blank(keyword.getStart(file), keyword.end, nameless && i === 0 ? "void" : "");
  }
  return text;
}

/** `export { a, b }`: says of names that later cells have what later cells know. */
function isPlainExportList(compiler: Compiler, statement: ts.Statement): boolean {
  if (!compiler.isExportDeclaration(statement) || statement.moduleSpecifier || !statement.exportClause) return false;
  return (
    compiler.isNamedExports(statement.exportClause) &&
    statement.exportClause.elements.every(({ propertyName }) => propertyName === undefined)
  );
}

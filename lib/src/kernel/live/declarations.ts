import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";

/** Declarations as the engine keeps them from cell to cell: the text of a `.d.ts` file. */
function parse(compiler: Compiler, text: string): ts.SourceFile {
  return compiler.createSourceFile("declarations.d.ts", text, compiler.ScriptTarget.ES2022, true);
}

/** The names that a statement of a declaration file declares. */
function namesOf(compiler: Compiler, statement: ts.Statement): string[] {
  const c = compiler;
  if (c.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => (c.isIdentifier(name) ? [name.text] : []));
  if (c.isImportDeclaration(statement)) return importedNames(compiler, statement);
  const { name } = statement as ts.Statement & { name?: ts.Node };
  return name && c.isIdentifier(name) ? [name.text] : [];
}

function importedNames(compiler: Compiler, statement: ts.ImportDeclaration): string[] {
  const clause = statement.importClause;
  const names = clause?.name ? [clause.name.text] : [];
  const bindings = clause?.namedBindings;
  if (bindings && compiler.isNamespaceImport(bindings)) names.push(bindings.name.text);
  else if (bindings) names.push(...bindings.elements.map((element) => element.name.text));
  return names;
}

/** Keeps, of each statement, the names that a test lets through. */
function filterNames(compiler: Compiler, text: string, keep: (name: string) => boolean): string {
  const file = parse(compiler, text);
  const printer = compiler.createPrinter({ newLine: compiler.NewLineKind.LineFeed });
  const f = compiler.factory;
  const kept: string[] = [];
  for (const statement of file.statements) {
    const names = namesOf(compiler, statement);
    const left = names.filter(keep);
    if (left.length === 0 && names.length > 0) continue;
    if (left.length === names.length) kept.push(statement.getText(file));
    else if (compiler.isVariableStatement(statement)) {
      const declarations = statement.declarationList.declarations.filter(
        ({ name }) => compiler.isIdentifier(name) && keep(name.text),
      );
      const list = f.updateVariableDeclarationList(statement.declarationList, declarations);
      const smaller = f.updateVariableStatement(statement, statement.modifiers, list);
      kept.push(printer.printNode(compiler.EmitHint.Unspecified, smaller, file));
    } else if (compiler.isImportDeclaration(statement))
      kept.push(printImport(compiler, statement, keep, printer, file));
  }
  return kept.map((line) => `${line}\n`).join("");
}

function printImport(
  compiler: Compiler,
  statement: ts.ImportDeclaration,
  keep: (name: string) => boolean,
  printer: ts.Printer,
  file: ts.SourceFile,
): string {
  const f = compiler.factory;
  const clause = statement.importClause;
  if (!clause) return statement.getText(file);
  const bindings = clause.namedBindings;
  let kept = bindings;
  if (bindings && compiler.isNamespaceImport(bindings)) kept = keep(bindings.name.text) ? bindings : undefined;
  else if (bindings) {
    const elements = bindings.elements.filter((element) => keep(element.name.text));
    kept = elements.length > 0 ? f.updateNamedImports(bindings, elements) : undefined;
  }
  const name = clause.name && keep(clause.name.text) ? clause.name : undefined;
  const smaller = f.updateImportDeclaration(
    statement,
    statement.modifiers,
    f.updateImportClause(clause, clause.isTypeOnly, name, kept),
    statement.moduleSpecifier,
    statement.assertClause,
  );
  return printer.printNode(compiler.EmitHint.Unspecified, smaller, file);
}

/** The declarations without some names. */
export function withoutNames(compiler: Compiler, text: string, names: ReadonlySet<string>): string {
  return names.size === 0 ? text : filterNames(compiler, text, (name) => !names.has(name));
}

/** The newer declarations, and of the older ones those of some names. */
export function mergeDeclarations(
  compiler: Compiler,
  newer: string,
  older: string,
  fromOlder: ReadonlySet<string>,
): string {
  return fromOlder.size === 0 ? newer : newer + filterNames(compiler, older, (name) => fromOlder.has(name));
}

/** Statements of the older declarations whose names the newer ones no longer know, nor the cell in between declares. */
export function forgottenNamespaces(
  compiler: Compiler,
  older: string,
  newer: string,
  declaredByCell: ReadonlySet<string>,
): string {
  if (!/\b(?:namespace|module)\b/.test(older)) return "";
  const known = new Set(parse(compiler, newer).statements.flatMap((statement) => namesOf(compiler, statement)));
  return parse(compiler, older)
    .statements.filter((statement) => {
      const [name] = namesOf(compiler, statement);
      return (
        compiler.isModuleDeclaration(statement) && name !== undefined && !known.has(name) && !declaredByCell.has(name)
      );
    })
    .map((statement) => `${statement.getFullText()}\n`)
    .join("");
}

/** The names that a text of declarations declares. */
export function declaredNames(compiler: Compiler, text: string): Set<string> {
  return new Set(parse(compiler, text).statements.flatMap((statement) => namesOf(compiler, statement)));
}

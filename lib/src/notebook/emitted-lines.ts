import { SourceMap } from "node:module";
import type ts from "typescript";
import { loadCompiler } from "./compiler.js";

/**
 * For each line of the JavaScript that stock tslab makes of a cell, the line of the cell, from one. tslab compiles in two steps, to
 * modules and from these to CommonJS, exports every name and keeps the last expression; the same is done here, with maps that lead back.
 */
export function emittedLines(source: string): readonly (number | undefined)[] {
  const compiler = loadCompiler();
  const { ModuleKind, ScriptTarget } = compiler;
  const file = compiler.createSourceFile("cell.ts", source, ScriptTarget.Latest, true);
  const last = file.statements.at(-1);
  const kept = last !== undefined && compiler.isExpressionStatement(last) ? last.getStart() : source.length;
  const whole =
    kept === source.length ? source : `${source.slice(0, kept)}export const tsLastExpr = ${source.slice(kept)}`;
  const names = file.statements.flatMap((statement) => declaredNames(compiler, statement));
  const exported = names.length === 0 ? "" : `\nexport {${names.join(", ")}}`;
  const step = (text: string, fileName: string, module: ts.ModuleKind) =>
    compiler.transpileModule(text, {
      fileName,
      compilerOptions: {
        module,
        target: ScriptTarget.ES2022,
        esModuleInterop: true,
        experimentalDecorators: true,
        noImplicitUseStrict: true,
        sourceMap: true,
      },
    });
  const modules = step(`export {};\n${whole}${exported}`, "cell.ts", ModuleKind.ESNext);
  const script = step(withoutMapComment(modules.outputText), "cell.js", ModuleKind.CommonJS);
  const toModules = lineMap(script.sourceMapText);
  const toSource = lineMap(modules.sourceMapText);
  const { length } = source.split("\n");
  return withoutMapComment(script.outputText)
    .split("\n")
    .map((text, index) => {
      const middle = toModules(index, indent(text));
      const line =
        middle === undefined ? undefined : toSource(middle, indent(modules.outputText.split("\n")[middle] ?? ""));
      return line === undefined || line < 1 || line > length ? undefined : line; // what was put around the cell has none
    });
}

function withoutMapComment(text: string): string {
  return text.replace(/\/\/# sourceMappingURL=.*$/, "");
}

function indent(text: string): number {
  return text.length - text.trimStart().length;
}

/** Lines from zero. */
function lineMap(map: string | undefined): (line: number, column: number) => number | undefined {
  const entries = new SourceMap(JSON.parse(map ?? "{}"));
  return (line, column) => {
    const entry = entries.findEntry(line, column);
    return "originalLine" in entry && entry.generatedLine === line ? entry.originalLine : undefined;
  };
}

function declaredNames(compiler: typeof ts, statement: ts.Statement): string[] {
  const bound = (name: ts.BindingName): string[] =>
    compiler.isIdentifier(name)
      ? [name.text]
      : name.elements.flatMap((element) => (compiler.isBindingElement(element) ? bound(element.name) : []));
  if (compiler.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap((declaration) => bound(declaration.name));
  if (compiler.isFunctionDeclaration(statement) || compiler.isClassDeclaration(statement))
    return statement.name === undefined ? [] : [statement.name.text];
  if (compiler.isEnumDeclaration(statement)) return [statement.name.text];
  if (!compiler.isImportDeclaration(statement)) return [];
  const clause = statement.importClause;
  if (clause === undefined || clause.isTypeOnly) return [];
  const named = clause.namedBindings;
  const names = named === undefined ? [] : compiler.isNamespaceImport(named) ? [named] : [...named.elements];
  return [clause, ...names].flatMap((one) => (one.name === undefined ? [] : [one.name.text]));
}

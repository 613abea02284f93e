import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";

/** What the compiler can and its published types keep to themselves. */
interface Internals {
  getAssignmentTargetKind(node: ts.Node): number;
}

export interface ScopeChecker {
  resolveName(name: string, location: ts.Node, meaning: number, excludeGlobals: boolean): ts.Symbol | undefined;
}

/** The names that a file declares at its top level, as its author wrote them. */
export function localsOf(compiler: Compiler, file: ts.SourceFile | undefined): Map<string, ts.Symbol> {
  const { locals } = (file ?? {}) as { readonly locals?: ReadonlyMap<ts.__String, ts.Symbol> };
  return new Map([...(locals ?? [])].map(([name, symbol]) => [compiler.unescapeLeadingUnderscores(name), symbol]));
}

/** Whether an identifier stands for a variable's value or place, rather than being a key, a label or a declared name. */
export function isReference(compiler: Compiler, id: ts.Identifier): boolean {
  const { SyntaxKind } = compiler;
  const parent = id.parent;
  switch (parent.kind) {
    case SyntaxKind.PropertyAccessExpression:
      return (parent as ts.PropertyAccessExpression).expression === id;
    case SyntaxKind.PropertyAssignment:
    case SyntaxKind.BindingElement:
    case SyntaxKind.VariableDeclaration:
    case SyntaxKind.Parameter:
    case SyntaxKind.PropertyDeclaration:
      return (parent as ts.VariableDeclaration).initializer === id;
    case SyntaxKind.ShorthandPropertyAssignment:
      return (parent as ts.ShorthandPropertyAssignment).objectAssignmentInitializer === id;
    case SyntaxKind.FunctionDeclaration:
    case SyntaxKind.FunctionExpression:
    case SyntaxKind.ClassDeclaration:
    case SyntaxKind.ClassExpression:
    case SyntaxKind.MethodDeclaration:
    case SyntaxKind.GetAccessor:
    case SyntaxKind.SetAccessor:
    case SyntaxKind.LabeledStatement:
    case SyntaxKind.BreakStatement:
    case SyntaxKind.ContinueStatement:
    case SyntaxKind.ImportSpecifier:
    case SyntaxKind.ImportClause:
    case SyntaxKind.NamespaceImport:
    case SyntaxKind.ExportSpecifier:
    case SyntaxKind.NamespaceExport:
    case SyntaxKind.MetaProperty:
      return false;
    default:
      return true;
  }
}

/** Whether a reference, or the name in `{ name }`, is where a value goes. */
export function isAssigned(compiler: Compiler, id: ts.Identifier): boolean {
  const shorthand = compiler.isShorthandPropertyAssignment(id.parent) && id.parent.name === id;
  return (compiler as unknown as Internals).getAssignmentTargetKind(shorthand ? id.parent.parent : id) !== 0;
}

/** A body that may run later or elsewhere. */
export function isNestedBody(compiler: Compiler, node: ts.Node): boolean {
  return compiler.isFunctionLike(node) || compiler.isClassLike(node);
}

/** Whether the node itself waits, functions within it aside. */
export function waits(compiler: Compiler, node: ts.Node): boolean {
  if (compiler.isAwaitExpression(node) || compiler.isYieldExpression(node)) return true;
  if (compiler.isForOfStatement(node) && node.awaitModifier) return true;
  if (compiler.isFunctionLike(node)) {
    const { name } = node;
    return name !== undefined && compiler.isComputedPropertyName(name) && waits(compiler, name);
  }
  return compiler.forEachChild(node, (child) => waits(compiler, child) || undefined) ?? false;
}

/** Whether a `break` or `continue` goes on outside the node, at a label. */
export function jumpsOut(compiler: Compiler, node: ts.Node, labels: ReadonlySet<string> = new Set()): boolean {
  if (compiler.isFunctionLike(node)) return false;
  if (compiler.isBreakOrContinueStatement(node)) return node.label !== undefined && !labels.has(node.label.text);
  const inner = compiler.isLabeledStatement(node) ? new Set([...labels, node.label.text]) : labels;
  return compiler.forEachChild(node, (child) => jumpsOut(compiler, child, inner) || undefined) ?? false;
}

/** The loop a statement is, labels aside. */
export function loopOf(compiler: Compiler, statement: ts.Node): ts.IterationStatement | undefined {
  let inner = statement;
  while (compiler.isLabeledStatement(inner)) inner = inner.statement;
  return compiler.isIterationStatement(inner, false) ? inner : undefined;
}

export function identifiersOf(compiler: Compiler, name: ts.BindingName): string[] {
  if (compiler.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    compiler.isOmittedExpression(element) ? [] : identifiersOf(compiler, element.name),
  );
}

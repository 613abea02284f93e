import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";
import type { NotebookScope } from "./notebook-scope.js";
import { isAssigned, isNestedBody, isReference, localsOf, type ScopeChecker } from "./syntax.js";

/** Which identifiers of a cell mean notebook variables. */
export interface Resolver {
  /** The notebook variable that a name means at a place; `undefined` if it is a parameter, a block's own or a global. */
  nameAt(name: string, place: ts.Node): string | undefined;
  /** Names that the cell itself declares at its top level. */
  readonly declared: ReadonlyMap<string, ts.Symbol>;
}

export function resolver(
  compiler: Compiler,
  file: ts.SourceFile,
  checker: ScopeChecker,
  scope: NotebookScope,
): Resolver {
  const declared = localsOf(compiler, file);
  const meaning = compiler.SymbolFlags.Value | compiler.SymbolFlags.Alias;
  return {
    declared,
    nameAt(name, place) {
      const symbol = checker.resolveName(name, place, meaning, true);
      if (symbol === undefined) return scope.has(name) ? name : undefined;
      if (declared.get(name) !== symbol || isInsideOwnClass(compiler, symbol, place)) return undefined;
      return name;
    },
  };
}

/** Within its own body a class's name is the class for ever, whatever becomes of the variable. */
function isInsideOwnClass(compiler: Compiler, symbol: ts.Symbol, place: ts.Node): boolean {
  const declaration = symbol.declarations?.find((node) => compiler.isClassDeclaration(node));
  if (!declaration) return false;
  for (let node = place.parent; node; node = node.parent) if (node === declaration) return true;
  return false;
}

/** Notes every notebook variable that a function or class body refers to, and every one that it assigns to. */
export function collectCaptured(
  compiler: Compiler,
  file: ts.SourceFile,
  names: Resolver,
  { captured, assigned }: Pick<NotebookScope, "captured" | "assigned">,
): void {
  const visit = (node: ts.Node, nested: boolean): void => {
    if (nested && compiler.isIdentifier(node)) {
      const shorthand = compiler.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
      if (shorthand || isReference(compiler, node)) {
        const name = names.nameAt(node.text, node);
        if (name !== undefined) captured.add(name);
        if (name !== undefined && isAssigned(compiler, node)) assigned.add(name);
      }
    }
    const inner = nested || isNestedBody(compiler, node);
    compiler.forEachChild(node, (child) => visit(child, inner));
  };
  visit(file, false);
}

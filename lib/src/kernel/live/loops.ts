import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";
import type { Resolver } from "./resolve.js";
import { type Internals, identifiersOf, isNestedBody, isReference } from "./syntax.js";

/** The notebook variables that one loop may keep in registers while it runs. */
export interface LoopVariables {
  readonly used: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

/**
 * Finds what a loop without `await` can keep to itself: variables that no function anywhere refers to,
 * since nobody but the loop can then see them before it ends.
 */
export function loopVariables(
  compiler: Compiler,
  loop: ts.Node,
  names: Resolver,
  isShared: (name: string) => boolean,
): LoopVariables {
  const used = new Set<string>();
  const written = new Set<string>();
  const imported = (name: string): boolean =>
    ((names.declared.get(name)?.flags ?? 0) & compiler.SymbolFlags.Alias) !== 0;
  const note = (name: string | undefined, writes: boolean): void => {
    if (name === undefined || isShared(name) || imported(name)) return;
    used.add(name);
    if (writes) written.add(name);
  };
  const targetKind = (node: ts.Node): number => (compiler as unknown as Internals).getAssignmentTargetKind(node);
  const visit = (node: ts.Node): void => {
    if (isNestedBody(compiler, node)) return; // whatever these refer to is captured
    if (compiler.isVariableDeclaration(node))
      for (const name of identifiersOf(compiler, node.name)) note(names.nameAt(name, node), true);
    if (compiler.isIdentifier(node)) {
      const shorthand = compiler.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
      if (shorthand || isReference(compiler, node))
        note(names.nameAt(node.text, node), targetKind(shorthand ? node.parent.parent : node) !== 0);
    }
    compiler.forEachChild(node, visit);
  };
  visit(loop);
  return { used, written };
}

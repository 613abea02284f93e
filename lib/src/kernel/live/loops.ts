import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";
import type { Resolver } from "./resolve.js";
import { identifiersOf, isAssigned, isNestedBody, isReference } from "./syntax.js";

/** What functions, anywhere in the notebook, may do with a variable while a loop runs that calls them. */
export interface Others {
  see(name: string): boolean;
  change(name: string): boolean;
}

/** The notebook variables that one loop may keep in registers while it runs. */
export interface LoopVariables {
  readonly used: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

/**
 * Finds what a loop without `await` can keep to itself: variables that it changes and no function refers to,
 * and variables that it reads and nobody changes.
 */
export function loopVariables(compiler: Compiler, loop: ts.Node, names: Resolver, others: Others): LoopVariables {
  const used = new Set<string>();
  const written = new Set<string>();
  const imported = (name: string): boolean =>
    ((names.declared.get(name)?.flags ?? 0) & compiler.SymbolFlags.Alias) !== 0;
  const note = (name: string | undefined, writes: boolean): void => {
    if (name === undefined || imported(name)) return;
    used.add(name);
    if (writes) written.add(name);
  };
  const visit = (node: ts.Node): void => {
    if (isNestedBody(compiler, node)) return; // what these do is what others do
    if (compiler.isVariableDeclaration(node))
      for (const name of identifiersOf(compiler, node.name)) note(names.nameAt(name, node), true);
    if (compiler.isIdentifier(node)) {
      const shorthand = compiler.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
      if (shorthand || isReference(compiler, node)) note(names.nameAt(node.text, node), isAssigned(compiler, node));
    }
    compiler.forEachChild(node, visit);
  };
  visit(loop);
  const own = (name: string): boolean => !(written.has(name) ? others.see(name) : others.change(name));
  return { used: new Set([...used].filter(own)), written: new Set([...written].filter(own)) };
}

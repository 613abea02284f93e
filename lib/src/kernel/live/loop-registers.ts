import type * as ts from "@tslab/typescript-for-tslab";
import type { CellBuilder } from "./cell-builder.js";
import { loopVariables, type Others } from "./loops.js";
import type { Resolver } from "./resolve.js";
import { jumpsOut, loopOf, waits } from "./syntax.js";

/**
 * Lets a loop without `await` work on copies of variables where no function can tell, and write them back at its end,
 * however it ends; if it is terminated, the control thread does (`rescue`).
 */
export class LoopRegisters {
  readonly #builder: CellBuilder;
  readonly #names: Resolver;
  readonly #others: Others;
  readonly #rescued = new Set<string>();
  #inside = false;

  constructor(builder: CellBuilder, names: Resolver, others: Others) {
    this.#builder = builder;
    this.#names = names;
    this.#others = others;
  }

  /** Whether a node is a loop of the cell's top level, and not within another such loop. */
  takes(node: ts.Node): node is ts.Statement {
    const c = this.#builder.compiler;
    if (this.#inside || !c.isStatement(node) || !loopOf(c, node) || waits(c, node)) return false;
    for (let up: ts.Node = node.parent; up; up = up.parent) if (c.isFunctionLike(up) || c.isClassLike(up)) return false;
    return true;
  }

  /** @param rewrite rewrites the loop as any other statement, its variables' places being the copies' */
  rewrite(node: ts.Statement, rewrite: () => ts.Node): ts.Node {
    const b = this.#builder;
    const f = b.factory;
    const { used, written } = loopVariables(b.compiler, node, this.#names, this.#others);
    if (used.size === 0) return rewrite();
    for (const name of written) this.#rescued.add(name);
    const copies = [...used].map((name) => [b.register(name), b.outside(name)] as const);
    this.#inside = true;
    const loop = b.withRegisters(used, rewrite) as ts.Statement;
    this.#inside = false;
    const declared = b.declare(copies, b.compiler.NodeFlags.Let);
    if (written.size === 0) return f.createBlock([declared, loop]);
    const writeBack = f.createBlock([...written].map((name) => b.store(name, b.register(name))));
    const statements = [declared, f.createTryStatement(f.createBlock([loop]), undefined, writeBack)];
    // V8 keeps a number that a `finally` reads in a register only if the loop is a function's one concern; else every turn allocates it.
    return jumpsOut(b.compiler, node) ? f.createBlock(statements) : f.createBlock(b.callLoop(statements));
  }

  /** What writes a running loop's variables back, evaluated in the loop's own frame; for a loop that is stopped from outside. */
  get rescue(): string {
    const { prefix } = this.#builder;
    return [...this.#rescued].map((name) => `try { ${prefix}${name}.v = ${prefix}local_${name} } catch {}`).join("\n");
  }
}

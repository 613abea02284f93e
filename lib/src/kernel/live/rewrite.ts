import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";
import { CellBuilder } from "./cell-builder.js";
import { Expressions } from "./expressions.js";
import { LoopRegisters } from "./loop-registers.js";
import type { Others } from "./loops.js";
import { ModuleLinks } from "./module-links.js";
import type { Resolver } from "./resolve.js";
import { identifiersOf } from "./syntax.js";

export interface RewriteOptions {
  /** Whether the cell's source ends in an expression, whose value is the cell's result. */
  readonly endsInExpression: boolean;
  readonly others: Others;
  /** Starts every name that this rewriting makes up; occurs nowhere in the cell. */
  readonly prefix: string;
}

/**
 * Turns one cell, as a module, into a script whose top-level variables live in the notebook's scope.
 *
 * `x` becomes `$$x.v`, where `$$x` is the notebook's one reference for the name; declarations become assignments;
 * imports become links to their module; loops work on copies where nobody can tell.
 */
export class Rewriter {
  readonly #compiler: Compiler;
  readonly #names: Resolver;
  readonly #endsInExpression: boolean;
  readonly #builder: CellBuilder;
  readonly #loops: LoopRegisters;
  readonly #links: ModuleLinks;
  readonly #expressions: Expressions;

  constructor(compiler: Compiler, context: ts.TransformationContext, names: Resolver, options: RewriteOptions) {
    this.#compiler = compiler;
    this.#names = names;
    this.#endsInExpression = options.endsInExpression;
    this.#builder = new CellBuilder(compiler, context.factory, options.prefix);
    this.#loops = new LoopRegisters(this.#builder, names, options.others);
    this.#links = new ModuleLinks(this.#builder);
    this.#expressions = new Expressions(this.#builder, context, names, this.#loops);
  }

  /** See `LoopRegisters.rescue`. */
  get rescue(): string {
    return this.#loops.rescue;
  }

  rewrite(file: ts.SourceFile): ts.SourceFile {
    const { isImportDeclaration } = this.#compiler;
    const last = this.#endsInExpression ? this.#lastExpression(file) : undefined;
    // A module's imports and functions are there before its first statement runs.
    const imports = file.statements.filter(isImportDeclaration).flatMap((node) => this.#links.import(node));
    const hoisted = this.#hoisted(file);
    const body = file.statements
      .filter((node) => !isImportDeclaration(node))
      .flatMap((node) => (node === last ? [this.#result(last)] : this.#statement(node)));
    const statements = [...this.#prologue(), ...hoisted, ...imports, ...body];
    return this.#builder.factory.updateSourceFile(file, statements);
  }

  #lastExpression(file: ts.SourceFile): ts.ExpressionStatement | undefined {
    for (const node of [...file.statements].reverse()) {
      if (this.#compiler.isExportDeclaration(node) || this.#compiler.isEmptyStatement(node)) continue;
      return this.#compiler.isExpressionStatement(node) ? node : undefined;
    }
    return undefined;
  }

  #statement(node: ts.Statement): ts.Statement[] {
    const c = this.#compiler;
    const b = this.#builder;
    if (c.isVariableStatement(node)) return this.#variables(node);
    if (c.isExportDeclaration(node)) return this.#links.export(node);
    const visited = this.#expressions.visit(node);
    if (!c.isClassDeclaration(node) || !node.name) return [visited];
    const { text } = node.name;
    return [visited, b.store(text, b.factory.createIdentifier(text)), b.done([text])];
  }

  #variables(statement: ts.VariableStatement): ts.Statement[] {
    const isVar = (statement.declarationList.flags & this.#compiler.NodeFlags.BlockScoped) === 0;
    return statement.declarationList.declarations.flatMap((declaration) => {
      const done = isVar ? [] : [this.#builder.done(identifiersOf(this.#compiler, declaration.name))];
      const assignment = this.#expressions.bindings.declare(declaration, isVar);
      if (!assignment) return done;
      return [this.#compiler.setTextRange(this.#builder.statement(assignment), declaration), ...done];
    });
  }

  /** `$$.last = expression;` */
  #result(node: ts.ExpressionStatement): ts.Statement {
    const b = this.#builder;
    const value = this.#expressions.visit(node.expression);
    const assignment = b.assign(b.property(b.notebook, "last"), value, node.expression);
    return this.#compiler.setTextRange(b.statement(assignment), node);
  }

  /** Functions are stored, and they and `var`s exist, from the cell's first line. */
  #hoisted(file: ts.SourceFile): ts.Statement[] {
    const { SymbolFlags } = this.#compiler;
    const b = this.#builder;
    const statements: ts.Statement[] = [];
    for (const [name, symbol] of this.#names.declared) {
      if (symbol.flags & SymbolFlags.Function && this.#isTopLevelFunction(file, symbol))
        statements.push(b.store(name, b.factory.createIdentifier(name)));
      if (symbol.flags & (SymbolFlags.Function | SymbolFlags.FunctionScopedVariable))
        statements.push(b.statement(b.call("hoist", [b.string(name)])));
    }
    return statements;
  }

  #isTopLevelFunction(file: ts.SourceFile, symbol: ts.Symbol): boolean {
    return (
      symbol.declarations?.some((node) => this.#compiler.isFunctionDeclaration(node) && node.parent === file) ?? false
    );
  }

  /** Built last: it names the references that the rest of the rewriting asked for. */
  #prologue(): ts.Statement[] {
    const { BlockScopedVariable, Class, Alias } = this.#compiler.SymbolFlags;
    const b = this.#builder;
    const global = b.property(b.factory.createIdentifier("__tslab__"), "notebook");
    const refs = [...b.refs].map((name) => [b.ref(name), b.call("ref", [b.string(name)])] as const);
    const lexical = [...this.#names.declared].filter(
      ([, { flags }]) => (flags & (BlockScopedVariable | Class | Alias)) !== 0,
    );
    const names = b.factory.createArrayLiteralExpression(lexical.map(([name]) => b.string(name)));
    return [b.declare([[b.notebook, global], ...refs]), b.statement(b.call("begin", [names]))];
  }
}

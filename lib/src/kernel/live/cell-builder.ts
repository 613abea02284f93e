import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";

/** The pieces that rewritten cells are made of: how they reach the notebook's variables and call its scope. */
export class CellBuilder {
  readonly compiler: Compiler;
  readonly factory: ts.NodeFactory;
  /** Starts every name that the rewriting makes up; occurs nowhere in the cell. */
  readonly prefix: string;
  /** The variables whose references the cell asked for. */
  readonly refs: Set<string> = new Set();
  #registers: ReadonlySet<string> = new Set();

  constructor(compiler: Compiler, factory: ts.NodeFactory, prefix: string) {
    this.compiler = compiler;
    this.factory = factory;
    this.prefix = prefix;
  }

  /** Builds what works on a loop's copies of the variables, and of no others. */
  withRegisters<T>(names: ReadonlySet<string>, build: () => T): T {
    const before = this.#registers;
    this.#registers = names;
    const built = build();
    this.#registers = before;
    return built;
  }

  /** A variable's value or place, wherever that is just now. */
  access(name: string, from?: ts.Node): ts.Expression {
    const access = this.#registers.has(name) ? this.register(name) : this.outside(name);
    return from ? this.compiler.setTextRange(access, from) : access;
  }

  /** `$$x.v`. */
  outside(name: string): ts.Expression {
    this.refs.add(name);
    return this.property(this.ref(name), "v");
  }

  /** `$$x`, the notebook's one reference for the name. */
  ref(name: string): ts.Identifier {
    return this.factory.createIdentifier(`${this.prefix}${name}`);
  }

  /** `$$local_x`, a loop's copy. */
  register(name: string): ts.Identifier {
    return this.factory.createIdentifier(`${this.prefix}local_${name}`);
  }

  /** `const $$loop = () => {…}; $$loop();`, which stack traces do not show. */
  callLoop(statements: readonly ts.Statement[]): ts.Statement[] {
    const f = this.factory;
    const name = f.createIdentifier(`${this.prefix}loop`);
    const body = f.createBlock(statements, true);
    const loop = f.createArrowFunction(undefined, undefined, [], undefined, undefined, body);
    return [this.declare([[name, loop]]), this.statement(f.createCallExpression(name, undefined, []))];
  }

  /** `$$`, the notebook's scope. */
  get notebook(): ts.Identifier {
    return this.factory.createIdentifier(this.prefix);
  }

  /** `$$.method(…)`. */
  call(method: string, args: readonly ts.Expression[]): ts.Expression {
    return this.factory.createCallExpression(this.property(this.notebook, method), undefined, args);
  }

  property(object: ts.Expression, name: string): ts.Expression {
    return this.factory.createPropertyAccessExpression(object, name);
  }

  string(text: string): ts.StringLiteral {
    return this.factory.createStringLiteral(text);
  }

  statement(expression: ts.Expression): ts.ExpressionStatement {
    return this.factory.createExpressionStatement(expression);
  }

  assign(target: ts.Expression, value: ts.Expression, from: ts.Node): ts.Expression {
    return this.compiler.setTextRange(this.factory.createAssignment(target, value), from);
  }

  /** `$$x.v = value;` */
  store(name: string, value: ts.Expression): ts.Statement {
    return this.statement(this.factory.createAssignment(this.outside(name), value));
  }

  /** `$$.done("x");` tells the scope that declarations were reached. */
  done(names: readonly string[]): ts.Statement {
    return this.statement(
      this.call(
        "done",
        names.map((name) => this.string(name)),
      ),
    );
  }

  /** `const a = 1, b = 2;` or the same with `let`. */
  declare(
    pairs: readonly (readonly [ts.Identifier, ts.Expression])[],
    flags: ts.NodeFlags = this.compiler.NodeFlags.Const,
  ): ts.Statement {
    const f = this.factory;
    const declarations = pairs.map(([name, value]) => f.createVariableDeclaration(name, undefined, undefined, value));
    return f.createVariableStatement(undefined, f.createVariableDeclarationList(declarations, flags));
  }
}

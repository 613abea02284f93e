import type * as ts from "@tslab/typescript-for-tslab";
import type { CellBuilder } from "./cell-builder.js";

/** Turns declarations, destructuring ones too, into assignments to the notebook's variables. */
export class Bindings {
  readonly #builder: CellBuilder;
  readonly #visit: <T extends ts.Node>(node: T) => T;

  constructor(builder: CellBuilder, visit: <T extends ts.Node>(node: T) => T) {
    this.#builder = builder;
    this.#visit = visit;
  }

  /** A declaration as an assignment; `undefined` for a `var` without a value, which keeps what it has. */
  declare(declaration: ts.VariableDeclaration, isVar: boolean): ts.Expression | undefined {
    const { compiler, factory } = this.#builder;
    const { name, initializer } = declaration;
    if (!initializer) {
      if (!compiler.isIdentifier(name)) return undefined;
      if (isVar && !this.#opensNamespace(declaration)) return undefined;
      return this.#builder.assign(this.#builder.access(name.text), factory.createVoidZero(), declaration);
    }
    const value = this.#visit(initializer);
    const named = compiler.isIdentifier(name) ? this.named(value, name.text) : value;
    return this.#builder.assign(this.target(name), named, declaration);
  }

  /** `var E; (function (E) {…})(E || (E = {}))`: an enum or namespace, which must start anew when its cell runs again. */
  #opensNamespace(declaration: ts.VariableDeclaration): boolean {
    const c = this.#builder.compiler;
    const statement = declaration.parent.parent;
    if (!c.isVariableStatement(statement) || !c.isSourceFile(statement.parent) || !c.isIdentifier(declaration.name))
      return false;
    const next = statement.parent.statements[statement.parent.statements.indexOf(statement) + 1];
    if (!next || !c.isExpressionStatement(next) || !c.isCallExpression(next.expression)) return false;
    const callee = c.skipPartiallyEmittedExpressions(next.expression.expression);
    const inner = c.isParenthesizedExpression(callee) ? callee.expression : callee;
    const parameter = c.isFunctionExpression(inner) ? inner.parameters[0]?.name : undefined;
    return parameter !== undefined && c.isIdentifier(parameter) && parameter.text === declaration.name.text;
  }

  /** What stands left of the `=`. */
  target(name: ts.BindingName): ts.Expression {
    const c = this.#builder.compiler;
    const f = this.#builder.factory;
    if (c.isIdentifier(name)) return this.#builder.access(name.text, name);
    if (c.isArrayBindingPattern(name))
      return f.createArrayLiteralExpression(
        name.elements.map((element) => {
          if (c.isOmittedExpression(element)) return f.createOmittedExpression();
          const target = this.#targetWithDefault(element);
          return element.dotDotDotToken ? f.createSpreadElement(target) : target;
        }),
      );
    return f.createObjectLiteralExpression(
      name.elements.map((element) => {
        if (element.dotDotDotToken) return f.createSpreadAssignment(this.target(element.name));
        const key = element.propertyName ?? (element.name as ts.Identifier);
        return f.createPropertyAssignment(
          c.isIdentifier(key) ? f.createIdentifier(key.text) : this.#visit(key),
          this.#targetWithDefault(element),
        );
      }),
    );
  }

  #targetWithDefault(element: ts.BindingElement): ts.Expression {
    const target = this.target(element.name);
    if (!element.initializer) return target;
    const value = this.#visit(element.initializer);
    const named = this.#builder.compiler.isIdentifier(element.name) ? this.named(value, element.name.text) : value;
    return this.#builder.assign(target, named, element);
  }

  /** Gives a nameless function or class the name that its variable would have given it. */
  named(value: ts.Expression, name: string): ts.Expression {
    const c = this.#builder.compiler;
    const f = this.#builder.factory;
    let inner = value;
    while (c.isParenthesizedExpression(inner)) inner = inner.expression;
    const nameless =
      c.isArrowFunction(inner) || ((c.isFunctionExpression(inner) || c.isClassExpression(inner)) && !inner.name);
    if (!nameless || name === "__proto__") return value;
    const literal = f.createObjectLiteralExpression([f.createPropertyAssignment(name, value)]);
    return this.#builder.property(f.createParenthesizedExpression(literal), name);
  }
}

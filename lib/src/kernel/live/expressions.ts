import type * as ts from "@tslab/typescript-for-tslab";
import { Bindings } from "./bindings.js";
import type { CellBuilder } from "./cell-builder.js";
import type { LoopRegisters } from "./loop-registers.js";
import type { Resolver } from "./resolve.js";
import { identifiersOf, isNestedBody, isReference } from "./syntax.js";

/** Rewrites expressions and inner statements, so that names which mean notebook variables reach them. */
export class Expressions {
  readonly bindings: Bindings;
  readonly #builder: CellBuilder;
  readonly #context: ts.TransformationContext;
  readonly #names: Resolver;
  readonly #loops: LoopRegisters;

  constructor(builder: CellBuilder, context: ts.TransformationContext, names: Resolver, loops: LoopRegisters) {
    this.#builder = builder;
    this.#context = context;
    this.#names = names;
    this.#loops = loops;
    this.bindings = new Bindings(builder, (node) => this.visit(node));
  }

  visit<T extends ts.Node>(node: T): T {
    return this.#visit(node) as T;
  }

  #visit(node: ts.Node): ts.Node {
    const c = this.#builder.compiler;
    if (c.isIdentifier(node)) return this.#identifier(node);
    if (c.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    if (c.isCallExpression(node) && node.expression.kind === c.SyntaxKind.ImportKeyword)
      return this.#dynamicImport(node);
    if (c.isCallExpression(node) && c.isIdentifier(node.expression)) return this.#plainCall(node);
    if (c.isTaggedTemplateExpression(node) && c.isIdentifier(node.tag)) return this.#plainTag(node);
    if (c.isBinaryExpression(node) && c.isIdentifier(node.left)) return this.#namedAssignment(node);
    if (c.isVariableStatement(node)) return this.#innerVariables(node);
    if (c.isVariableDeclarationList(node)) return this.#loopHead(node);
    // A function within a loop may outlive it, so that it must not hold on to the loop's copies.
    if (isNestedBody(c, node)) return this.#builder.withRegisters(new Set(), () => this.#children(node));
    if (this.#loops.takes(node)) return this.#loops.rewrite(node, () => this.#children(node));
    return this.#children(node);
  }

  #children(node: ts.Node): ts.Node {
    return this.#builder.compiler.visitEachChild(node, (child) => this.#visit(child), this.#context);
  }

  #identifier(node: ts.Identifier): ts.Node {
    // Nodes of our own making have no parent and mean what they say.
    if (!node.parent || !isReference(this.#builder.compiler, node)) return node;
    const name = this.#names.nameAt(node.text, node);
    return name === undefined ? node : this.#builder.access(name, node);
  }

  #shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const { name: key, objectAssignmentInitializer: initializer } = node;
    const { compiler, factory } = this.#builder;
    const name = this.#names.nameAt(key.text, node);
    if (name === undefined) return this.#children(node);
    const place = this.#builder.access(name, key);
    const value = initializer
      ? this.#builder.assign(place, this.bindings.named(this.visit(initializer), name), node)
      : place;
    return compiler.setTextRange(factory.createPropertyAssignment(key.text, value), node);
  }

  /** `f()` must not become a method call on the reference. */
  #plainCall(node: ts.CallExpression): ts.Node {
    const f = this.#builder.factory;
    const visited = this.#children(node) as ts.CallExpression;
    if (visited.expression === node.expression) return visited;
    const callee = this.#withoutThis(visited.expression);
    const { questionDotToken: dot } = node;
    return dot
      ? f.updateCallChain(visited as ts.CallChain, callee, dot, undefined, visited.arguments)
      : f.updateCallExpression(visited, callee, undefined, visited.arguments);
  }

  #plainTag(node: ts.TaggedTemplateExpression): ts.Node {
    const f = this.#builder.factory;
    const visited = this.#children(node) as ts.TaggedTemplateExpression;
    if (visited.tag === node.tag) return visited;
    return f.updateTaggedTemplateExpression(visited, this.#withoutThis(visited.tag), undefined, visited.template);
  }

  #withoutThis(callee: ts.Expression): ts.Expression {
    const { compiler, factory: f } = this.#builder;
    if (compiler.isIdentifier(callee)) return callee;
    const { NoSourceMap, NoTrailingSourceMap } = compiler.EmitFlags;
    const inner = compiler.setEmitFlags(f.createComma(f.createNumericLiteral(0), callee), NoSourceMap);
    // V8 places the call after the callee; without a mark there, that leads back to the callee's own start.
    const outer = compiler.setEmitFlags(f.createParenthesizedExpression(inner), NoTrailingSourceMap);
    compiler.setEmitFlags(callee, NoSourceMap);
    return compiler.setTextRange(outer, callee);
  }

  /** `f = () => 1` names the function `f`; the reference's property would not. */
  #namedAssignment(node: ts.BinaryExpression): ts.Node {
    const { SyntaxKind } = this.#builder.compiler;
    const visited = this.#children(node) as ts.BinaryExpression;
    const naming = [
      SyntaxKind.EqualsToken,
      SyntaxKind.AmpersandAmpersandEqualsToken,
      SyntaxKind.BarBarEqualsToken,
      SyntaxKind.QuestionQuestionEqualsToken,
    ];
    if (visited.left === node.left || !naming.includes(node.operatorToken.kind)) return visited;
    const right = this.bindings.named(visited.right, (node.left as ts.Identifier).text);
    return this.#builder.factory.updateBinaryExpression(visited, visited.left, visited.operatorToken, right);
  }

  #dynamicImport(node: ts.CallExpression): ts.Node {
    const args = node.arguments.map((argument) => this.visit(argument));
    const call = this.#builder.call("importModule", [this.#builder.factory.createIdentifier("require"), ...args]);
    return this.#builder.compiler.setTextRange(call, node);
  }

  /** `var` inside a block or a loop: its names are the notebook's, too. */
  #innerVariables(node: ts.VariableStatement): ts.Node {
    if (!this.#isNotebookVar(node.declarationList)) return this.#children(node);
    const assignments = this.#assignments(node.declarationList);
    if (!assignments) return this.#builder.factory.createEmptyStatement();
    return this.#builder.compiler.setTextRange(this.#builder.statement(assignments), node);
  }

  #loopHead(node: ts.VariableDeclarationList): ts.Node {
    if (!this.#isNotebookVar(node)) return this.#children(node);
    const { compiler, factory } = this.#builder;
    const statement = node.parent;
    if (compiler.isForInStatement(statement) || compiler.isForOfStatement(statement)) {
      const [declaration] = node.declarations;
      return declaration ? this.bindings.target(declaration.name) : node;
    }
    return this.#assignments(node) ?? factory.createVoidZero();
  }

  #assignments(list: ts.VariableDeclarationList): ts.Expression | undefined {
    const { factory } = this.#builder;
    return list.declarations
      .map((declaration) => this.bindings.declare(declaration, true))
      .filter((assignment) => assignment !== undefined)
      .reduce<ts.Expression | undefined>((all, next) => (all ? factory.createComma(all, next) : next), undefined);
  }

  #isNotebookVar(list: ts.VariableDeclarationList): boolean {
    const { compiler } = this.#builder;
    if (list.flags & compiler.NodeFlags.BlockScoped) return false;
    const [declaration] = list.declarations;
    const [name] = declaration ? identifiersOf(compiler, declaration.name) : [];
    return name !== undefined && this.#names.nameAt(name, list) !== undefined;
  }
}

import type * as ts from "@tslab/typescript-for-tslab";
import type { Compiler } from "../engine.js";
import { type LoopVariables, loopVariables } from "./loops.js";
import type { Resolver } from "./resolve.js";
import { identifiersOf, isReference, loopOf, waits } from "./syntax.js";

export interface RewriteOptions {
  /** Whether the cell's source ends in an expression, whose value is the cell's result. */
  readonly endsInExpression: boolean;
  /** Whether code outside a loop may see or change the variable while the loop runs. */
  readonly isShared: (name: string) => boolean;
  /** Starts every name that this rewriting makes up; occurs nowhere in the cell. */
  readonly prefix: string;
}

/**
 * Turns one cell, as a module, into a script whose top-level variables live in the notebook's scope.
 *
 * `x` becomes `$$x.v`, where `$$x` is the notebook's one reference for the name; declarations become assignments;
 * imports become links to their module. A loop without `await` works on copies of the variables that no function can see,
 * and writes them back at its end, however it ends; if it is terminated, the control thread does (`rescue`).
 */
export class Rewriter {
  readonly #compiler: Compiler;
  readonly #factory: ts.NodeFactory;
  readonly #context: ts.TransformationContext;
  readonly #names: Resolver;
  readonly #options: RewriteOptions;
  readonly #refs = new Set<string>();
  #loop: LoopVariables | undefined;
  #modules = 0;
  readonly #rescued = new Set<string>();

  constructor(compiler: Compiler, context: ts.TransformationContext, names: Resolver, options: RewriteOptions) {
    this.#compiler = compiler;
    this.#factory = context.factory;
    this.#context = context;
    this.#names = names;
    this.#options = options;
  }

  rewrite(file: ts.SourceFile): ts.SourceFile {
    const { isImportDeclaration } = this.#compiler;
    const last = this.#options.endsInExpression ? this.#lastExpression(file) : undefined;
    // A module's imports and functions are there before its first statement runs.
    const imports = file.statements.filter(isImportDeclaration).flatMap((node) => this.#import(node));
    const hoisted = this.#hoisted(file);
    const body = file.statements
      .filter((node) => !isImportDeclaration(node))
      .flatMap((node) => (node === last ? [this.#result(last)] : this.#topLevel(node)));
    return this.#factory.updateSourceFile(file, [...this.#prologue(), ...hoisted, ...imports, ...body]);
  }

  #lastExpression(file: ts.SourceFile): ts.ExpressionStatement | undefined {
    for (const node of [...file.statements].reverse()) {
      if (this.#compiler.isExportDeclaration(node) || this.#compiler.isEmptyStatement(node)) continue;
      return this.#compiler.isExpressionStatement(node) ? node : undefined;
    }
    return undefined;
  }

  // ---- statements of the cell's top level

  #topLevel(node: ts.Statement): ts.Statement[] {
    const c = this.#compiler;
    if (c.isVariableStatement(node)) return this.#variables(node);
    if (c.isFunctionDeclaration(node)) return [this.#visit(node)];
    if (c.isClassDeclaration(node)) {
      const statements: ts.Statement[] = [this.#visit(node)];
      if (node.name) statements.push(this.#store(node.name.text, this.#factory.createIdentifier(node.name.text)));
      if (node.name) statements.push(this.#done([node.name.text]));
      return statements;
    }
    if (c.isExportDeclaration(node)) return this.#export(node);
    return [this.#visit(node)];
  }

  #variables(statement: ts.VariableStatement): ts.Statement[] {
    const isVar = (statement.declarationList.flags & this.#compiler.NodeFlags.BlockScoped) === 0;
    return statement.declarationList.declarations.flatMap((declaration) => {
      const done = isVar ? [] : [this.#done(identifiersOf(this.#compiler, declaration.name))];
      const assignment = this.#declare(declaration, isVar);
      if (!assignment) return done;
      const text = this.#factory.createExpressionStatement(assignment);
      return [this.#compiler.setTextRange(text, declaration), ...done];
    });
  }

  /** A declaration as an assignment; `undefined` for a `var` without a value, which keeps what it has. */
  #declare(declaration: ts.VariableDeclaration, isVar: boolean): ts.Expression | undefined {
    const { name, initializer } = declaration;
    if (!initializer) {
      if (!this.#compiler.isIdentifier(name)) return undefined;
      if (isVar && !this.#opensNamespace(declaration)) return undefined;
      return this.#assign(this.#access(name.text), this.#factory.createVoidZero(), declaration);
    }
    const value = this.#compiler.isIdentifier(name)
      ? this.#named(this.#visit(initializer), name.text)
      : this.#visit(initializer);
    return this.#assign(this.#target(name), value, declaration);
  }

  /** `var E; (function (E) {…})(E || (E = {}))`: an enum or namespace, which must start anew when its cell runs again. */
  #opensNamespace(declaration: ts.VariableDeclaration): boolean {
    const c = this.#compiler;
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

  #export(node: ts.ExportDeclaration): ts.Statement[] {
    const c = this.#compiler;
    const clause = node.exportClause;
    if (node.moduleSpecifier) {
      const { module, statement } = this.#require(node.moduleSpecifier);
      if (!clause || !c.isNamedExports(clause)) return [statement];
      return [
        statement,
        ...clause.elements.map((element) =>
          this.#link(element.name.text, this.#property(module, (element.propertyName ?? element.name).text)),
        ),
      ];
    }
    if (!clause || !c.isNamedExports(clause)) return [];
    return clause.elements.flatMap((element) => {
      if (!element.propertyName || element.propertyName.text === element.name.text) return [];
      return [this.#store(element.name.text, this.#access(element.propertyName.text)), this.#done([element.name.text])];
    });
  }

  #import(node: ts.ImportDeclaration): ts.Statement[] {
    const c = this.#compiler;
    const { module, statement } = this.#require(node.moduleSpecifier);
    const clause = node.importClause;
    const links: ts.Statement[] = [];
    if (clause?.name) links.push(this.#link(clause.name.text, this.#call("defaultOf", [module])));
    const bindings = clause?.namedBindings;
    if (bindings && c.isNamespaceImport(bindings)) {
      links.push(
        this.#store(bindings.name.text, this.#call("namespaceOf", [module])),
        this.#done([bindings.name.text]),
      );
    } else if (bindings) {
      for (const element of bindings.elements) {
        const name = (element.propertyName ?? element.name).text;
        const read = name === "default" ? this.#call("defaultOf", [module]) : this.#property(module, name);
        links.push(this.#link(element.name.text, read));
      }
    }
    return [this.#compiler.setTextRange(statement, node), ...links];
  }

  #require(specifier: ts.Expression): { module: ts.Identifier; statement: ts.Statement } {
    const f = this.#factory;
    this.#modules += 1;
    const module = f.createIdentifier(`${this.#options.prefix}module${this.#modules}`);
    const call = f.createCallExpression(f.createIdentifier("require"), undefined, [specifier]);
    this.#compiler.setTextRange(call, specifier.parent);
    return { module, statement: this.#const([[module, call]]) };
  }

  #link(name: string, read: ts.Expression): ts.Statement {
    const f = this.#factory;
    const getter = f.createArrowFunction(undefined, undefined, [], undefined, undefined, read);
    return f.createExpressionStatement(this.#call("link", [f.createStringLiteral(name), getter]));
  }

  #result(node: ts.ExpressionStatement): ts.Statement {
    const last = this.#factory.createPropertyAccessExpression(this.#notebook, "last");
    const statement = this.#factory.createExpressionStatement(
      this.#assign(last, this.#visit(node.expression), node.expression),
    );
    return this.#compiler.setTextRange(statement, node);
  }

  // ---- the cell's first lines

  #hoisted(file: ts.SourceFile): ts.Statement[] {
    const { SymbolFlags } = this.#compiler;
    const statements: ts.Statement[] = [];
    for (const [name, symbol] of this.#names.declared) {
      if (symbol.flags & SymbolFlags.Function && this.#isTopLevelFunction(file, symbol))
        statements.push(this.#store(name, this.#factory.createIdentifier(name)));
      if (symbol.flags & (SymbolFlags.Function | SymbolFlags.FunctionScopedVariable))
        statements.push(
          this.#factory.createExpressionStatement(this.#call("hoist", [this.#factory.createStringLiteral(name)])),
        );
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
    const f = this.#factory;
    const global = f.createPropertyAccessExpression(f.createIdentifier("__tslab__"), "notebook");
    const lexical = [...this.#names.declared].filter(
      ([, symbol]) =>
        (symbol.flags &
          (this.#compiler.SymbolFlags.BlockScopedVariable |
            this.#compiler.SymbolFlags.Class |
            this.#compiler.SymbolFlags.Alias)) !==
        0,
    );
    const refs = [...this.#refs].map((name): [ts.Identifier, ts.Expression] => [
      this.#refIdentifier(name),
      this.#call("ref", [f.createStringLiteral(name)]),
    ]);
    const names = lexical.map(([name]) => f.createStringLiteral(name));
    return [
      this.#const([[this.#notebook, global], ...refs]),
      f.createExpressionStatement(this.#call("begin", [f.createArrayLiteralExpression(names)])),
    ];
  }

  // ---- expressions and inner statements

  #visit<T extends ts.Node>(node: T): T {
    return this.#visitNode(node) as T;
  }

  #visitNode(node: ts.Node): ts.Node {
    const c = this.#compiler;
    if (c.isIdentifier(node)) return this.#identifier(node);
    if (c.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    if (c.isCallExpression(node) && node.expression.kind === c.SyntaxKind.ImportKeyword)
      return this.#dynamicImport(node);
    if (c.isCallExpression(node) && c.isIdentifier(node.expression)) return this.#plainCall(node);
    if (c.isTaggedTemplateExpression(node) && c.isIdentifier(node.tag)) return this.#plainTag(node);
    if (c.isBinaryExpression(node) && c.isIdentifier(node.left)) return this.#namedAssignment(node);
    if (c.isVariableStatement(node)) return this.#innerVariables(node);
    if (c.isVariableDeclarationList(node)) return this.#loopHead(node);
    if (!this.#loop && this.#isRegisterLoop(node)) return this.#registers(node as ts.Statement);
    return this.#children(node);
  }

  #children(node: ts.Node): ts.Node {
    return this.#compiler.visitEachChild(node, (child) => this.#visitNode(child), this.#context);
  }

  #identifier(node: ts.Identifier): ts.Node {
    // Nodes of our own making have no parent and mean what they say.
    if (!node.parent || !isReference(this.#compiler, node)) return node;
    const name = this.#names.nameAt(node.text, node);
    return name === undefined ? node : this.#access(name, node);
  }

  #shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const name = this.#names.nameAt(node.name.text, node);
    if (name === undefined) return this.#children(node);
    const value = node.objectAssignmentInitializer
      ? this.#assign(
          this.#access(name, node.name),
          this.#named(this.#visit(node.objectAssignmentInitializer), name),
          node,
        )
      : this.#access(name, node.name);
    return this.#compiler.setTextRange(this.#factory.createPropertyAssignment(node.name.text, value), node);
  }

  /** `f()` must not become a method call on the reference. */
  #plainCall(node: ts.CallExpression): ts.Node {
    const visited = this.#children(node) as ts.CallExpression;
    if (visited.expression === node.expression) return visited;
    const callee = this.#withoutThis(visited.expression);
    return node.questionDotToken
      ? this.#factory.updateCallChain(
          visited as ts.CallChain,
          callee,
          node.questionDotToken,
          undefined,
          visited.arguments,
        )
      : this.#factory.updateCallExpression(visited, callee, undefined, visited.arguments);
  }

  #plainTag(node: ts.TaggedTemplateExpression): ts.Node {
    const visited = this.#children(node) as ts.TaggedTemplateExpression;
    if (visited.tag === node.tag) return visited;
    return this.#factory.updateTaggedTemplateExpression(
      visited,
      this.#withoutThis(visited.tag),
      undefined,
      visited.template,
    );
  }

  #withoutThis(callee: ts.Expression): ts.Expression {
    if (this.#compiler.isIdentifier(callee)) return callee;
    const f = this.#factory;
    const { NoSourceMap, NoTrailingSourceMap } = this.#compiler.EmitFlags;
    const inner = this.#compiler.setEmitFlags(f.createComma(f.createNumericLiteral(0), callee), NoSourceMap);
    // V8 places the call after the callee; without a mark there, that leads back to the callee's own start.
    const outer = this.#compiler.setEmitFlags(f.createParenthesizedExpression(inner), NoTrailingSourceMap);
    this.#compiler.setEmitFlags(callee, NoSourceMap);
    return this.#compiler.setTextRange(outer, callee);
  }

  /** `f = () => 1` names the function `f`; the reference's property would not. */
  #namedAssignment(node: ts.BinaryExpression): ts.Node {
    const { SyntaxKind } = this.#compiler;
    const visited = this.#children(node) as ts.BinaryExpression;
    const names = [
      SyntaxKind.EqualsToken,
      SyntaxKind.AmpersandAmpersandEqualsToken,
      SyntaxKind.BarBarEqualsToken,
      SyntaxKind.QuestionQuestionEqualsToken,
    ];
    if (visited.left === node.left || !names.includes(node.operatorToken.kind)) return visited;
    const right = this.#named(visited.right, (node.left as ts.Identifier).text);
    return this.#factory.updateBinaryExpression(visited, visited.left, visited.operatorToken, right);
  }

  /** `var` inside a block or a loop: its names are the notebook's, too. */
  #innerVariables(node: ts.VariableStatement): ts.Node {
    if (!this.#isNotebookVar(node.declarationList)) return this.#children(node);
    const assignments = this.#assignments(node.declarationList);
    if (!assignments) return this.#factory.createEmptyStatement();
    return this.#compiler.setTextRange(this.#factory.createExpressionStatement(assignments), node);
  }

  #loopHead(node: ts.VariableDeclarationList): ts.Node {
    if (!this.#isNotebookVar(node)) return this.#children(node);
    const statement = node.parent;
    if (this.#compiler.isForInStatement(statement) || this.#compiler.isForOfStatement(statement)) {
      const [declaration] = node.declarations;
      return declaration ? this.#target(declaration.name) : node;
    }
    return this.#assignments(node) ?? this.#factory.createVoidZero();
  }

  #assignments(list: ts.VariableDeclarationList): ts.Expression | undefined {
    return list.declarations
      .map((declaration) => this.#declare(declaration, true))
      .filter((assignment) => assignment !== undefined)
      .reduce<ts.Expression | undefined>((all, next) => (all ? this.#factory.createComma(all, next) : next), undefined);
  }

  #isNotebookVar(list: ts.VariableDeclarationList): boolean {
    if (list.flags & this.#compiler.NodeFlags.BlockScoped) return false;
    const [declaration] = list.declarations;
    const [name] = declaration ? identifiersOf(this.#compiler, declaration.name) : [];
    return name !== undefined && this.#names.nameAt(name, list) !== undefined;
  }

  #dynamicImport(node: ts.CallExpression): ts.Node {
    const args = node.arguments.map((argument) => this.#visit(argument));
    const call = this.#call("importModule", [this.#factory.createIdentifier("require"), ...args]);
    return this.#compiler.setTextRange(call, node);
  }

  // ---- loops

  #isRegisterLoop(node: ts.Node): boolean {
    const c = this.#compiler;
    if (!c.isStatement(node) || !loopOf(c, node) || waits(c, node)) return false;
    for (let up: ts.Node = node.parent; up; up = up.parent) if (c.isFunctionLike(up) || c.isClassLike(up)) return false;
    return true;
  }

  #registers(node: ts.Statement): ts.Node {
    const f = this.#factory;
    const variables = loopVariables(this.#compiler, node, this.#names, this.#options.isShared);
    if (variables.used.size === 0) return this.#children(node);
    const written = [...variables.written];
    for (const name of written) this.#rescued.add(name);
    const cells = [...variables.used].map((name): [ts.Identifier, ts.Expression] => [
      this.#register(name),
      this.#outside(name),
    ]);
    this.#loop = variables;
    const loop = this.#children(node) as ts.Statement;
    this.#loop = undefined;
    const declared = f.createVariableStatement(
      undefined,
      f.createVariableDeclarationList(
        cells.map(([name, value]) => f.createVariableDeclaration(name, undefined, undefined, value)),
        this.#compiler.NodeFlags.Let,
      ),
    );
    if (written.length === 0) return f.createBlock([declared, loop]);
    return f.createBlock([
      declared,
      f.createTryStatement(f.createBlock([loop]), undefined, f.createBlock(this.#writeBack(written))),
    ]);
  }

  /** What writes a running loop's variables back, evaluated in the loop's own frame; for a loop that is stopped from outside. */
  get rescue(): string {
    return [...this.#rescued]
      .map((name) => `try { ${this.#options.prefix}${name}.v = ${this.#options.prefix}local_${name} } catch {}`)
      .join("\n");
  }

  #writeBack(names: readonly string[]): ts.Statement[] {
    const f = this.#factory;
    return names.map((name) =>
      f.createExpressionStatement(f.createAssignment(this.#outside(name), this.#register(name))),
    );
  }

  // ---- building blocks

  #target(name: ts.BindingName): ts.Expression {
    const c = this.#compiler;
    const f = this.#factory;
    if (c.isIdentifier(name)) return this.#access(name.text, name);
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
        if (element.dotDotDotToken) return f.createSpreadAssignment(this.#target(element.name));
        const key = element.propertyName ?? (element.name as ts.Identifier);
        return f.createPropertyAssignment(
          c.isIdentifier(key) ? f.createIdentifier(key.text) : this.#visit(key),
          this.#targetWithDefault(element),
        );
      }),
    );
  }

  #targetWithDefault(element: ts.BindingElement): ts.Expression {
    const target = this.#target(element.name);
    if (!element.initializer) return target;
    const value = this.#visit(element.initializer);
    const named = this.#compiler.isIdentifier(element.name) ? this.#named(value, element.name.text) : value;
    return this.#assign(target, named, element);
  }

  /** Gives a nameless function or class the name that its variable would have given it. */
  #named(value: ts.Expression, name: string): ts.Expression {
    const c = this.#compiler;
    const f = this.#factory;
    let inner = value;
    while (c.isParenthesizedExpression(inner)) inner = inner.expression;
    const nameless =
      c.isArrowFunction(inner) || ((c.isFunctionExpression(inner) || c.isClassExpression(inner)) && !inner.name);
    if (!nameless || name === "__proto__") return value;
    const literal = f.createObjectLiteralExpression([f.createPropertyAssignment(name, value)]);
    return f.createPropertyAccessExpression(f.createParenthesizedExpression(literal), name);
  }

  #access(name: string, from?: ts.Node): ts.Expression {
    const access = this.#loop?.used.has(name) ? this.#register(name) : this.#outside(name);
    return from ? this.#compiler.setTextRange(access, from) : access;
  }

  #outside(name: string): ts.Expression {
    this.#refs.add(name);
    return this.#factory.createPropertyAccessExpression(this.#refIdentifier(name), "v");
  }

  #refIdentifier(name: string): ts.Identifier {
    return this.#factory.createIdentifier(`${this.#options.prefix}${name}`);
  }

  #register(name: string): ts.Identifier {
    return this.#factory.createIdentifier(`${this.#options.prefix}local_${name}`);
  }

  get #notebook(): ts.Identifier {
    return this.#factory.createIdentifier(`${this.#options.prefix}`);
  }

  #call(method: string, args: readonly ts.Expression[]): ts.Expression {
    const f = this.#factory;
    return f.createCallExpression(f.createPropertyAccessExpression(this.#notebook, method), undefined, args);
  }

  #property(object: ts.Expression, name: string): ts.Expression {
    return this.#factory.createPropertyAccessExpression(object, name);
  }

  #store(name: string, value: ts.Expression): ts.Statement {
    return this.#factory.createExpressionStatement(this.#factory.createAssignment(this.#outside(name), value));
  }

  #done(names: readonly string[]): ts.Statement {
    const f = this.#factory;
    return f.createExpressionStatement(
      this.#call(
        "done",
        names.map((name) => f.createStringLiteral(name)),
      ),
    );
  }

  #assign(target: ts.Expression, value: ts.Expression, from: ts.Node): ts.Expression {
    return this.#compiler.setTextRange(this.#factory.createAssignment(target, value), from);
  }

  #const(pairs: readonly (readonly [ts.Identifier, ts.Expression])[]): ts.Statement {
    const f = this.#factory;
    return f.createVariableStatement(
      undefined,
      f.createVariableDeclarationList(
        pairs.map(([name, value]) => f.createVariableDeclaration(name, undefined, undefined, value)),
        this.#compiler.NodeFlags.Const,
      ),
    );
  }
}

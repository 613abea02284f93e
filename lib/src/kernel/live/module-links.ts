import type * as ts from "@tslab/typescript-for-tslab";
import type { CellBuilder } from "./cell-builder.js";

/** Turns imports and re-exports into links: the notebook's name follows the module's export. */
export class ModuleLinks {
  readonly #builder: CellBuilder;
  #modules = 0;

  constructor(builder: CellBuilder) {
    this.#builder = builder;
  }

  import(node: ts.ImportDeclaration): ts.Statement[] {
    const b = this.#builder;
    const { module, statement } = this.#require(node.moduleSpecifier);
    const clause = node.importClause;
    const links: ts.Statement[] = [];
    if (clause?.name) links.push(this.#link(clause.name.text, b.call("defaultOf", [module])));
    const bindings = clause?.namedBindings;
    if (bindings && b.compiler.isNamespaceImport(bindings)) {
      const name = bindings.name.text;
      links.push(b.store(name, b.call("namespaceOf", [module])), b.done([name]));
    } else if (bindings) {
      for (const element of bindings.elements) {
        const name = (element.propertyName ?? element.name).text;
        const read = name === "default" ? b.call("defaultOf", [module]) : b.property(module, name);
        links.push(this.#link(element.name.text, read));
      }
    }
    return [b.compiler.setTextRange(statement, node), ...links];
  }

  export(node: ts.ExportDeclaration): ts.Statement[] {
    const b = this.#builder;
    const { exportClause: clause } = node;
    const elements = clause && b.compiler.isNamedExports(clause) ? [...clause.elements] : [];
    if (node.moduleSpecifier) {
      const { module, statement } = this.#require(node.moduleSpecifier);
      const links = elements.map(({ name, propertyName }) =>
        this.#link(name.text, b.property(module, (propertyName ?? name).text)),
      );
      return [statement, ...links];
    }
    return elements.flatMap(({ name, propertyName }) => {
      if (!propertyName || propertyName.text === name.text) return [];
      return [b.store(name.text, b.access(propertyName.text)), b.done([name.text])];
    });
  }

  #require(specifier: ts.Expression): { readonly module: ts.Identifier; readonly statement: ts.Statement } {
    const { compiler, factory, prefix } = this.#builder;
    this.#modules += 1;
    const module = factory.createIdentifier(`${prefix}module${this.#modules}`);
    const call = factory.createCallExpression(factory.createIdentifier("require"), undefined, [specifier]);
    compiler.setTextRange(call, specifier.parent);
    return { module, statement: this.#builder.declare([[module, call]]) };
  }

  #link(name: string, read: ts.Expression): ts.Statement {
    const b = this.#builder;
    const getter = b.factory.createArrowFunction(undefined, undefined, [], undefined, undefined, read);
    return b.statement(b.call("link", [b.string(name), getter]));
  }
}

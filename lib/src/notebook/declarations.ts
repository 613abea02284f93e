import type ts from "typescript";
import { loadCompiler } from "./compiler.js";

export type ParameterType =
  | { readonly kind: "string" | "number" | "boolean" | "null" | "object" | "any" }
  | { readonly kind: "list"; readonly element: ParameterType };

/** A name that the parameters cell declares. */
export interface Declaration {
  readonly name: string;
  readonly keyword: "const" | "let" | "var";
  readonly type: ParameterType;
  /** The written type, which the injected cell repeats. */
  readonly annotation?: string;
}

/** The declarations `const name = literal`, `let`, `var` of a cell; the type is the written one, else the literal's, else any. */
export function readDeclarations(source: string): Declaration[] {
  const compiler = loadCompiler();
  const file = compiler.createSourceFile("cell.ts", source, compiler.ScriptTarget.Latest, true);
  return file.statements.filter(compiler.isVariableStatement).flatMap(({ declarationList }) => {
    const { NodeFlags } = compiler;
    const keyword =
      declarationList.flags & NodeFlags.Const ? "const" : declarationList.flags & NodeFlags.Let ? "let" : "var";
    return declarationList.declarations.flatMap(({ name, type, initializer }) => {
      if (!compiler.isIdentifier(name)) return [];
      const written = type === undefined ? undefined : writtenType(compiler, type);
      const read = written ?? (initializer === undefined ? any : literalType(compiler, initializer));
      return [
        { name: name.text, keyword, type: read, ...(type === undefined ? {} : { annotation: type.getText(file) }) },
      ];
    });
  });
}

/** A type as errors name it: `number`, `string[]`. */
export function describeType(type: ParameterType): string {
  if (type.kind !== "list") return type.kind;
  const element = describeType(type.element);
  return element === "any" ? "list" : `${element}[]`;
}

const any: ParameterType = { kind: "any" };

/** Written types that are not plain (unions, names) are checked by the kernel's compiler, which sees them in the injected cell. */
function writtenType(compiler: typeof ts, type: ts.TypeNode): ParameterType {
  const { SyntaxKind } = compiler;
  switch (type.kind) {
    case SyntaxKind.StringKeyword:
      return { kind: "string" };
    case SyntaxKind.NumberKeyword:
      return { kind: "number" };
    case SyntaxKind.BooleanKeyword:
      return { kind: "boolean" };
  }
  if (compiler.isArrayTypeNode(type)) return { kind: "list", element: writtenType(compiler, type.elementType) };
  if (compiler.isTypeOperatorNode(type)) return writtenType(compiler, type.type); // readonly string[]
  if (compiler.isTypeLiteralNode(type)) return { kind: "object" };
  return any;
}

function literalType(compiler: typeof ts, node: ts.Expression): ParameterType {
  const { SyntaxKind } = compiler;
  if (compiler.isAsExpression(node) || compiler.isSatisfiesExpression(node) || compiler.isParenthesizedExpression(node))
    return literalType(compiler, node.expression);
  if (compiler.isStringLiteralLike(node)) return { kind: "string" };
  if (compiler.isNumericLiteral(node)) return { kind: "number" };
  if (compiler.isPrefixUnaryExpression(node)) {
    const signed = node.operator === SyntaxKind.MinusToken || node.operator === SyntaxKind.PlusToken;
    return signed ? literalType(compiler, node.operand) : any;
  }
  if (node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword) return { kind: "boolean" };
  if (compiler.isObjectLiteralExpression(node)) return { kind: "object" };
  if (compiler.isArrayLiteralExpression(node)) return { kind: "list", element: commonType(compiler, node.elements) };
  return any; // null included: it says that a value is missing, not of which type
}

function commonType(compiler: typeof ts, elements: readonly ts.Expression[]): ParameterType {
  const types = elements.map((element) => literalType(compiler, element));
  const [first, ...rest] = types;
  if (first === undefined) return any;
  return rest.every((type) => describeType(type) === describeType(first)) ? first : any;
}

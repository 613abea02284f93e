import { UsageError } from "../core/index.js";
import { type Declaration, describeType, type ParameterType, readDeclarations } from "./declarations.js";

/** A value that can be written as a literal. */
export type ParameterValue =
  | string
  | number
  | boolean
  | null
  | readonly ParameterValue[]
  | { readonly [key: string]: ParameterValue };

/**
 * The source of the cell that gives parameters their values: every name must be declared in the parameters cell, and every value must be of
 * the declared type. Texts are read as the declared type says.
 *
 * @param declaring the source of the cell tagged `parameters`
 * @param where how errors name the cell
 * @throws UsageError naming what was required and found
 */
export function parameterSource(
  declaring: string,
  given: {
    readonly values: Readonly<Record<string, ParameterValue>>;
    readonly texts: Readonly<Record<string, string>>;
  },
  where: string,
): string {
  const declared = readDeclarations(declaring);
  const find = (name: string): Declaration => {
    const found = declared.find((one) => one.name === name);
    if (found !== undefined) return found;
    const known = declared.map((one) => `${one.name}: ${describeType(one.type)}`).join(", ");
    throw new UsageError(`${where} declares no parameter "${name}"; it declares ${known === "" ? "none" : known}`);
  };
  const values = new Map<string, ParameterValue>();
  for (const [name, text] of Object.entries(given.texts)) values.set(name, readText(text, find(name), where));
  for (const [name, value] of Object.entries(given.values)) values.set(name, value);
  const rows = [...values].map(([name, value]) => {
    const { keyword, type, annotation } = find(name);
    const wrong = mismatch(value, type, name);
    if (wrong !== undefined) throw new UsageError(`${where}: ${wrong}`);
    return `${keyword} ${name}${annotation === undefined ? "" : `: ${annotation}`} = ${literal(value)};`;
  });
  return ["// Parameters", ...rows].join("\n");
}

function readText(text: string, { name, type }: Declaration, where: string): ParameterValue {
  switch (type.kind) {
    case "string":
      return text;
    case "number": {
      const value = Number(text);
      if (text.trim() !== "" && !Number.isNaN(value)) return value;
      break;
    }
    case "boolean":
      if (text === "true" || text === "false") return text === "true";
      break;
    case "any":
      return parseOr(text, text) as ParameterValue;
    case "list":
    case "object":
    case "null": {
      const value = parseOr(text, undefined);
      if (value !== undefined) return value as ParameterValue;
    }
  }
  const json = type.kind === "list" || type.kind === "object" ? " as JSON" : "";
  throw new UsageError(`${where}: parameter "${name}" requires ${describeType(type)}${json}, found "${text}"`);
}

function parseOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** What is wrong with a value, or undefined. */
function mismatch(value: unknown, type: ParameterType, path: string): string | undefined {
  const found = foundType(value);
  if (found === undefined) return `parameter "${path}" requires a plain value, found ${typeof value}`;
  const wrong = `parameter "${path}" requires ${describeType(type)}, found ${found} ${shorten(literal(value as ParameterValue))}`;
  if (Array.isArray(value)) {
    if (type.kind !== "list" && type.kind !== "any") return wrong;
    const element: ParameterType = type.kind === "list" ? type.element : type;
    return value.map((one, i) => mismatch(one, element, `${path}[${i}]`)).find((text) => text !== undefined);
  }
  if (found === "object") {
    if (type.kind !== "object" && type.kind !== "any") return wrong;
    const inner = Object.entries(value as object).map(([key, one]) => mismatch(one, { kind: "any" }, `${path}.${key}`));
    return inner.find((text) => text !== undefined);
  }
  return type.kind === "any" || type.kind === found ? undefined : wrong;
}

function foundType(value: unknown): "string" | "number" | "boolean" | "null" | "list" | "object" | undefined {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return typeof value as "string";
  const plain = typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value));
  return plain ? "object" : undefined;
}

/** The value as TypeScript; JSON would lose -0, NaN and the infinities. */
function literal(value: ParameterValue): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  const rows = Object.entries(value).map(([key, one]) => {
    // Written plainly, this one key would set the prototype.
    const name = key === "__proto__" ? '["__proto__"]' : JSON.stringify(key);
    return `${name}: ${literal(one as ParameterValue)}`;
  });
  return rows.length === 0 ? "{}" : `{ ${rows.join(", ")} }`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

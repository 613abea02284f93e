import type { ZodType } from "zod";
import { DataError } from "../core/index.js";

/** Something wrong inside a document, and where. */
export interface Fault {
  /** Such as `stages[0].models[2]`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
}

/** The value as the schema promises it, or a DataError that names every fault. */
export function parseWith<T>(schema: ZodType<T>, value: unknown, file: string): T {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw faultsError(file, parsed.error.issues.flatMap(faultsOf));
  return parsed.data;
}

/** One error for all faults: the first stands where errors stand, the others follow on lines of their own. */
export function faultsError(file: string, faults: readonly Fault[]): DataError {
  const [first = { path: "", message: "is not what is required" }, ...others] = faults;
  const rest = others.map(({ path, message }) => `\n  also at ${path === "" ? "the top" : path}: ${message}`);
  return new DataError(first.path === "" ? { file } : { file, path: first.path }, first.message + rest.join(""));
}

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly input?: unknown;
  readonly keys?: readonly string[];
  readonly options?: readonly unknown[];
}

function faultsOf(issue: Issue): Fault[] {
  const path = formatPath(issue.path);
  const { code, keys, options, input } = issue;
  if (code === "unrecognized_keys")
    return (keys ?? []).map((key) => ({ path: formatPath([...issue.path, key]), message: "is not a known field" }));
  if (code === "invalid_union" && options !== undefined)
    return [{ path, message: `requires one of ${options.map(show).join(", ")}, got ${show(field(issue))}` }];
  const message = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  return [{ path, message: `${message}${input === undefined ? " (it is missing)" : `, got ${show(input)}`}` }];
}

/** zod names the field that tells the kinds apart, and gives the object around it. */
function field({ path, input }: Issue): unknown {
  return typeof input === "object" && input !== null ? new Map(Object.entries(input)).get(String(path.at(-1))) : input;
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const plain = /^[A-Za-z_$][\w$]*$/.test(String(key));
    if (!plain) return `${text}[${JSON.stringify(String(key))}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

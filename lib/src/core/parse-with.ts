import { DataError, type Place } from "./errors.js";

/** What a value is held to: any schema of zod, whose types are named here alone, so that no room's types hang on the package. */
export interface Schema<T> {
  safeParse(
    value: unknown,
    options?: { readonly reportInput?: boolean },
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}

/** What a schema found wrong, as zod tells it. */
export interface SchemaIssue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly input?: unknown;
  readonly keys?: readonly string[];
  readonly options?: readonly unknown[];
}

/** Something wrong inside a document, and where. */
export interface Fault {
  /** Such as `stages[0].models[2]`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
}

/** An error names this many faults, and counts the rest. */
const TOLD = 10;

/**
 * The value as the schema promises it.
 *
 * @param place where the value is from; what is wrong inside it is told below its `path`
 * @param what the value should be, such as "a calibration"; left out where the file's name says it
 * @throws DataError with every fault's path, what was required and what was found: the first stands where errors stand, the
 * others follow on lines of their own, ten in all
 * @example
 * const two = { safeParse: (value) => value === 2 ? { success: true, data: 2 } : { success: false, error: { issues: [] } } };
 * parseWith(two, 2, { file: "two.json" }); // => 2
 */
export function parseWith<T>(schema: Schema<T>, value: unknown, place: Place, what?: string): T {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw faultsError(place, parsed.error.issues.flatMap(faultsOf), what);
  return parsed.data;
}

/**
 * One error for all faults of a value, as `parseWith` throws it.
 *
 * @example
 * const fault = { path: "stages[0].name", message: "requires a name" };
 * faultsError({ file: "task.json" }, [fault]).message; // => "task.json, at stages[0].name: requires a name"
 */
export function faultsError(place: Place, faults: readonly Fault[], what?: string): DataError {
  const [first = { path: "", message: "is not what is required" }, ...others] = faults;
  const rest = others
    .slice(0, TOLD - 1)
    .map(({ path, message }) => `\n  also at ${joinPath(place.path, path) ?? "the top"}: ${message}`);
  const more = faults.length > TOLD ? `\n  and ${faults.length - TOLD} more` : "";
  const path = joinPath(place.path, first.path);
  return new DataError(
    path === undefined ? place : { ...place, path },
    `${what === undefined ? "" : `is not ${what}: `}${first.message}${rest.join("")}${more}`,
  );
}

function joinPath(outer = "", inner: string): string | undefined {
  const joint = outer === "" || inner === "" || inner.startsWith("[") ? "" : ".";
  return `${outer}${joint}${inner}` || undefined;
}

function faultsOf(issue: SchemaIssue): Fault[] {
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
function field({ path, input }: SchemaIssue): unknown {
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
  if (value === undefined) return "nothing";
  // NaN and its kin, which JSON calls null, come from code.
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

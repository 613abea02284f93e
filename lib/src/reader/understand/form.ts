/** A JSON Schema as far as a reader follows it. */
export interface FormSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly items?: FormSchema;
  readonly enum?: readonly string[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
}

/** The form that a text asks to be filled: the last JSON Schema of an object that stands on a line of its own; `null` if there is none. */
export function readForm(lines: readonly string[]): { form: FormSchema; line: string } | null {
  for (const line of [...lines].reverse()) {
    if (!line.trim().startsWith("{")) continue;
    try {
      const value: unknown = JSON.parse(line);
      if (isRecord(value) && value["type"] === "object" && isRecord(value["properties"]))
        return { form: formOf(value), line };
    } catch {
      // Prose in braces.
    }
  }
  return null;
}

/** What a reader makes of a schema: the parts that it knows, in the shape that they should have. */
function formOf(value: unknown): FormSchema {
  if (!isRecord(value)) return {};
  const { type, properties, items, enum: values } = value;
  const count = (name: string) => {
    const found = value[name];
    return typeof found === "number" && Number.isSafeInteger(found) && found >= 0 ? { [name]: found } : {};
  };
  return {
    ...(typeof type === "string" ? { type } : {}),
    ...(isRecord(properties)
      ? { properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, formOf(field)])) }
      : {}),
    ...(items === undefined ? {} : { items: formOf(items) }),
    ...(Array.isArray(values) ? { enum: values.map(String) } : {}),
    ...count("minItems"),
    ...count("maxItems"),
    ...count("minimum"),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

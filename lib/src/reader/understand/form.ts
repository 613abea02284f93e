/** A JSON Schema as far as a reader follows it. */
export interface FormSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly items?: FormSchema;
  readonly enum?: readonly (string | number)[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The form that a text asks to be filled: the last JSON Schema of an object that stands on a line of its own; `null` if there is none. */
export function readForm(lines: readonly string[]): { form: FormSchema; line: string } | null {
  for (const line of [...lines].reverse()) {
    if (!line.trim().startsWith("{")) continue;
    try {
      const value: unknown = JSON.parse(line);
      if (isForm(value)) return { form: value, line };
    } catch {
      // Prose in braces.
    }
  }
  return null;
}

function isForm(value: unknown): value is FormSchema {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    value.type === "object" &&
    "properties" in value &&
    typeof value.properties === "object" &&
    value.properties !== null
  );
}

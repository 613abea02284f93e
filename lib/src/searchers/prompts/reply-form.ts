/** Says in words and as a JSON Schema what the reply must look like; for every server, whether it knows schemas or not. */
export function replyForm(schema: Readonly<Record<string, unknown>>): string {
  return `Reply with one JSON value and nothing else. It must fit this JSON Schema:\n${JSON.stringify(schema)}`;
}

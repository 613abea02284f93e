import { cut, type Form, fieldsOf, malformed, objectSchema, ok } from "./form.js";

const MOST = 12;
const LENGTH = 400;

/** A list of sentences under one name; what is empty, beyond the twelfth or beyond 400 characters is not carried on. */
export function sentencesForm(name: string, description: string): Form<readonly string[]> {
  return {
    schema: { name, schema: objectSchema({ [name]: { type: "array", items: { type: "string" }, description } }) },
    read(value) {
      const fields = fieldsOf(value, [name]);
      if (typeof fields === "string") return malformed(fields);
      const sentences = fields[name];
      if (!Array.isArray(sentences) || sentences.some((item) => typeof item !== "string"))
        return malformed(`"${name}" requires a list of texts`);
      const cutShort = sentences.slice(0, MOST).map((item: string) => cut(item, LENGTH));
      return ok(cutShort.filter((sentence) => sentence !== ""));
    },
  };
}

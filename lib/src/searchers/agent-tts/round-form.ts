import { allocationForm, integerAmounts } from "../language/allocation-form.js";
import { type Wish, wishedItem } from "../language/ask-allocations.js";
import { type Form, fieldsOf, malformed, objectSchema, ok, shown } from "../language/form.js";
import type { SearchView } from "../searcher.js";
import type { VariationCounts } from "./variation.js";

/** How the model wants the next round made: of its own proposals, or bred from the trials. */
export interface RoundWish extends Wish {
  /** `null` for own proposals. */
  readonly variation: VariationCounts | null;
}

/** The reply that decides a round. */
export function roundForm(view: SearchView, count: number): Form<RoundWish> {
  const one = allocationForm(view.space, integerAmounts(view.space));
  const operators = ["crossover", "mutation", "random"] as const;
  const counts = Object.fromEntries(
    operators.map((name) => [
      name,
      { type: "integer", minimum: 0, maximum: count, description: `how many by ${name}; 0 for own proposals` },
    ]),
  );
  const candidate = objectSchema({
    allocation: one.schema,
    reason: { type: "string", description: "why, in a sentence" },
  });
  return {
    schema: {
      name: "round",
      schema: objectSchema({
        source: { type: "string", enum: ["own", "variation"] },
        candidates: {
          type: "array",
          items: candidate,
          maxItems: count,
          description: `your ${count} proposals; empty for variation`,
        },
        ...counts,
      }),
    },
    read(value) {
      const fields = fieldsOf(value, ["source", "candidates", ...operators]);
      if (typeof fields === "string") return malformed(fields);
      const { source, candidates } = fields;
      if (source !== "own" && source !== "variation")
        return malformed(`"source" requires "own" or "variation", got ${shown(source)}`);
      if (source === "variation") {
        const read = readCounts(fields, count);
        return typeof read === "string" ? malformed(read) : ok({ items: [], variation: read });
      }
      if (!Array.isArray(candidates)) return malformed('"candidates" requires a list');
      return ok({
        variation: null,
        items: candidates.map((item: unknown) => {
          const parts = fieldsOf(item, ["allocation", "reason"], "a candidate");
          if (typeof parts === "string") return wishedItem(item, malformed(parts), null);
          return wishedItem(item, one.read(parts["allocation"]), parts["reason"]);
        }),
      });
    },
  };
}

function readCounts(fields: Readonly<Record<string, unknown>>, count: number): VariationCounts | string {
  const read = (name: string) => {
    const value = fields[name];
    return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : Number.NaN;
  };
  const counts = { crossover: read("crossover"), mutation: read("mutation"), random: read("random") };
  const sum = counts.crossover + counts.mutation + counts.random;
  if (sum !== count)
    return `"crossover", "mutation" and "random" require integers that add up to ${count}, got ${shown([fields["crossover"], fields["mutation"], fields["random"]])}`;
  return counts;
}

/** An even mix of the operators. */
export function evenCounts(count: number): VariationCounts {
  const third = Math.floor(count / 3);
  return { crossover: count - 2 * third, mutation: third, random: third };
}

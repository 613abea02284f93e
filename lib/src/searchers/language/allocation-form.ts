import type { Allocation, Space, Stage, StageChoice } from "../../allocation/index.js";
import { type Samples, samples } from "../../core/index.js";
import type { Parsed } from "../../llm/index.js";
import { type Form, fieldsOf, malformed, objectSchema, ok, quoted, shown } from "./form.js";

/** How a method writes numbers of samples: as numbers, or as words that stand for some. */
export interface Amounts {
  readonly schema: Readonly<Record<string, unknown>>;
  /** The number of samples of a stage that the value means; a text says what is wrong. */
  read(value: unknown, stage: Stage): Samples | string;
}

/** Numbers of samples as integers of the space's grid. */
export function integerAmounts(space: Space): Amounts {
  const { grid } = space;
  const least = grid[0] ?? 1;
  const most = grid.at(-1) ?? 1;
  const gapless = grid.length === most - least + 1;
  return {
    schema: gapless ? { type: "integer", minimum: least, maximum: most } : { type: "integer", enum: [...grid] },
    read(value, stage) {
      if (typeof value === "number" && grid.includes(value)) return samples(value);
      const wanted = gapless ? `an integer from ${least} to ${most}` : `one of ${grid.join(", ")}`;
      return `"samples" of ${JSON.stringify(stage.name)} requires ${wanted}, got ${shown(value)}`;
    },
  };
}

/** The shape of one allocation: an object with a model and a number of samples for every stage. */
export function allocationForm(
  space: Space,
  amounts: Amounts,
): { schema: Readonly<Record<string, unknown>>; read: Form<Allocation>["read"] } {
  const { stages } = space.task;
  const names = stages.map(({ name }) => name);
  return {
    schema: objectSchema(
      Object.fromEntries(
        stages.map(({ name, models }) => [
          name,
          objectSchema({
            model: { type: "string", enum: models.map((model) => model.name) },
            samples: amounts.schema,
          }),
        ]),
      ),
    ),
    read(value): Parsed<Allocation> {
      const byStage = fieldsOf(value, names, "the allocation");
      if (typeof byStage === "string") return malformed(byStage);
      const choices: StageChoice[] = [];
      for (const stage of stages) {
        const choice = fieldsOf(byStage[stage.name], ["model", "samples"], JSON.stringify(stage.name));
        if (typeof choice === "string") return malformed(choice);
        const { model, samples: amount } = choice;
        const known = stage.models.find(({ name }) => name === model);
        if (known === undefined)
          return malformed(
            `${JSON.stringify(stage.name)} has no model ${shown(model)}; it has ${quoted(stage.models.map(({ name }) => name))}`,
          );
        const count = amounts.read(amount, stage);
        if (typeof count === "string") return malformed(count);
        choices.push({ stage: stage.name, model: known.name, samples: count });
      }
      return ok(choices);
    },
  };
}

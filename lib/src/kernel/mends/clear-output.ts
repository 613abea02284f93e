import { type Mend, wrap } from "../mend.js";

/** A display of this type alone is a request of the library's: what is shown for it is nothing. */
const request = "application/vnd.isocompute.clear-output+json";

export const clearOutput: Mend = {
  name: "clear-output",
  why: "nothing takes a cell's output back: a loop that shows its state can only add to it",
  apply(seams) {
    wrap(
      seams.handlerPrototype,
      "handleExecute",
      (execute) =>
        function (this: typeof seams.handlerPrototype, given, stream, display) {
          const cell = seams.cellOf(given);
          return execute.call(this, given, stream, (message, update) => {
            const { data } = message as { readonly data?: Readonly<Record<string, unknown>> };
            const asked = data?.[request] as { readonly wait?: boolean } | undefined;
            if (!asked || !cell) display(message, update);
            else cell.publish("clear_output", { wait: asked.wait === true });
          });
        },
    );
  },
};

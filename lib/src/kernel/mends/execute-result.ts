import type { Cell } from "../cell.js";
import { type Mend, wrap } from "../mend.js";
import { mimeBundle } from "../mime-bundle.js";

export const executeResult: Mend = {
  name: "execute-result",
  why: "the value of a cell is printed to stdout as plain text: there is no Out[n], and a table cannot be one",
  apply(seams) {
    const results = new WeakMap<Cell, Promise<void>>();
    seams.onResult.push((value, cell) => {
      if (value === undefined) return true;
      results.set(cell, publishResult(value, cell));
      return true;
    });
    // A value may take its time to say how it is shown; the cell ends when it has.
    wrap(
      seams.handlerPrototype,
      "handleExecuteImpl",
      (execute) =>
        async function (this: typeof seams.handlerPrototype, request, stream, display) {
          const count = await execute.call(this, request, stream, display);
          const cell = seams.cellOf(request);
          if (cell) await results.get(cell);
          return count;
        },
    );
  },
};

async function publishResult(value: unknown, cell: Cell): Promise<void> {
  const { data, metadata } = await mimeBundle(value);
  if (!cell.request.silent) cell.publish("execute_result", { execution_count: cell.count, data, metadata });
}

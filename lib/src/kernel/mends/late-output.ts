import { AsyncLocalStorage } from "node:async_hooks";
import type { Cell } from "../cell.js";
import type { WriteDisplay, WriteStream } from "../engine.js";
import { type Mend, wrap } from "../mend.js";

/** Before version 24 Node follows asynchronous calls by a stack that a terminated call leaves in disorder: the process would hang or end. */
export const followsAsyncCalls: boolean = Number(process.versions.node.split(".")[0]) >= 24;

interface Writers {
  readonly cell: Cell;
  readonly stream: WriteStream;
  readonly display: WriteDisplay;
}

export const lateOutput: Mend = {
  name: "late-output",
  why: "what a cell prints after its end appears under whichever cell runs then",
  apply(seams) {
    if (!followsAsyncCalls) return;
    const storage = new AsyncLocalStorage<Writers>();
    wrap(
      seams.handlerPrototype,
      "handleExecuteImpl",
      (execute) =>
        function (this: typeof seams.handlerPrototype, request, stream, display) {
          const cell = seams.cellOf(request);
          if (!cell) return execute.call(this, request, stream, display);
          const own: Writers = { cell, stream, display };
          return storage.run(own, () =>
            execute.call(
              this,
              request,
              (name, text) => (storage.getStore() ?? own).stream(name, text),
              (data, update) => (storage.getStore() ?? own).display(data, update),
            ),
          );
        },
    );
  },
};

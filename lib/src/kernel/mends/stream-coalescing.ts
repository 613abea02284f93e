import type { Cell } from "../cell.js";
import { type Mend, wrap } from "../mend.js";
import { StreamBuffer } from "../stream-buffer.js";

export const streamCoalescing: Mend = {
  name: "stream-coalescing",
  why: "every write is a message of its own, which drowns interfaces and runs into the socket's limits",
  apply(seams) {
    const { handlerPrototype } = seams;
    const buffers = new WeakMap<Cell, StreamBuffer>();
    wrap(
      handlerPrototype,
      "handleExecute",
      (execute) =>
        async function (this: typeof handlerPrototype, request, stream, display) {
          const cell = seams.cellOf(request);
          if (!cell) return execute.call(this, request, stream, display);
          const buffer = new StreamBuffer((name, text) => {
            cell.publishNow("stream", { name, text }, cell.outputMetadata);
          });
          buffers.set(cell, buffer);
          cell.flush = () => buffer.flush();
          const reply = await execute.call(
            this,
            request,
            (name, text) => buffer.write(name, text),
            (data, update) => {
              buffer.flush();
              display(data, update);
            },
          );
          buffer.flush();
          return reply;
        },
    );
  },
};

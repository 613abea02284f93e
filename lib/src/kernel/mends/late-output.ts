import type { WriteDisplay, WriteStream } from "../engine.js";
import { type Mend, wrap } from "../mend.js";
import { ownerByAsyncCalls, ownerByTimers } from "../owner.js";

const followsAsyncCalls = Number(process.versions.node.split(".")[0]) >= 24;

interface Writers {
  readonly stream: WriteStream;
  readonly display: WriteDisplay;
}

/**
 * What is late is shown under the cell that started it, its message saying `late: true` in its metadata.
 *
 * Which cell that is, Node 24 knows through everything asynchronous. Before, a termination and async hooks, V8's promise hooks too,
 * cannot live in one process, and only the callbacks of timers and microtasks are known, up to their first `await`. What else an ended
 * cell prints there comes under the latest cell: as late while no cell runs, and as that cell's own while it runs, for nothing tells them apart.
 */
export const lateOutput: Mend = {
  name: "late-output",
  why: "what a cell prints after its end appears under whichever cell runs then",
  apply(seams) {
    wrap(
      seams.handlerPrototype,
      "handleExecute",
      (execute) =>
        function (this: typeof seams.handlerPrototype, request, stream, display) {
          const cell = seams.cellOf(request);
          return execute.call(this, request, stream, (data, update) => {
            if (!cell || cell.running) display(data, update);
            else cell.publish(update ? "update_display_data" : "display_data", data, cell.outputMetadata);
          });
        },
    );
    const owner = followsAsyncCalls ? ownerByAsyncCalls<Writers>() : ownerByTimers<Writers>();
    wrap(
      seams.handlerPrototype,
      "handleExecuteImpl",
      (execute) =>
        function (this: typeof seams.handlerPrototype, request, stream, display) {
          const own: Writers = { stream, display };
          return owner.run(own, () =>
            execute.call(
              this,
              request,
              (name, text) => (owner.current ?? own).stream(name, text),
              (data, update) => (owner.current ?? own).display(data, update),
            ),
          );
        },
    );
  },
};

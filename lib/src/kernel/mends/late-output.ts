import type { WriteDisplay, WriteStream } from "../engine.js";
import { type Mend, wrap } from "../mend.js";
import { ownerByAsyncCalls, ownerByTimers } from "../owner.js";

const followsAsyncCalls = Number(process.versions.node.split(".")[0]) >= 24;

interface Writers {
  readonly stream: WriteStream;
  readonly display: WriteDisplay;
}

export const lateOutput: Mend = {
  name: "late-output",
  why: "what a cell prints after its end appears under whichever cell runs then",
  apply(seams) {
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

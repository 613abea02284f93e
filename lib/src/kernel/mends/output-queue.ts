import type { Socket } from "../engine.js";
import { type Mend, wrap } from "../mend.js";

export const outputQueue: Mend = {
  name: "output-queue",
  why: "more than about 500 messages in one turn of the event loop overflow the publishing socket: output and the end of the cell are lost",
  apply({ serverPrototype }) {
    wrap(
      serverPrototype,
      "init",
      (init) =>
        function (this: object) {
          let iopub: Socket | undefined;
          Object.defineProperty(this, "iopub", {
            configurable: true,
            get: () => iopub,
            set(socket: Socket) {
              socket.sendTimeout = 0; // a full queue must fail at once rather than wait for a turn that may never come
              socket.sendHighWaterMark = 0; // and it is never full
              socket.linger = 2000;
              iopub = socket;
            },
          });
          return init.call(this as never);
        },
    );
  },
};

import { CellQueue } from "../cell-queue.js";
import { type Mend, wrap } from "../mend.js";

export const queueAfterError: Mend = {
  name: "queue-after-error",
  why: "for 200 ms after an error every request is turned down, so that clients which go on in spite of errors skip cells",
  apply(seams) {
    const queues = new WeakMap<object, CellQueue>();
    wrap(
      seams.handlerPrototype,
      "handleExecute",
      (execute) =>
        async function (this: typeof seams.handlerPrototype, request, stream, display) {
          let queue = queues.get(this);
          if (!queue) {
            queue = new CellQueue(() => new seams.TaskCanceledError("an earlier cell failed"));
            queues.set(this, queue);
            this.execQueue = queue;
          }
          queue.next = { continueAfterError: request.stop_on_error === false };
          const reply = await execute.call(this, request, stream, display);
          if (reply.status === "error") await queue.settled;
          return reply.status === "abort" ? { ...reply, status: "aborted" } : reply;
        },
    );
  },
};

import type { Server } from "../engine.js";
import { type Mend, wrap } from "../mend.js";

export const promptBinding: Mend = {
  name: "prompt-binding",
  why: "the sockets are bound by a thread beside while they are already read: a request that comes in between ends the reading, and the kernel is deaf from its start",
  apply({ serverPrototype }) {
    wrap(
      serverPrototype,
      "bindSocket",
      () =>
        async function (this: Server, socket, port) {
          const { transport, ip } = this.connInfo;
          socket.bindSync(`${transport}://${ip}:${port}`);
        },
    );
  },
};

import type { Server } from "../engine.js";
import { type Mend, wrap } from "../mend.js";

/** For replies that are still on their way. */
const lastWords = 100; // ms

export const promptExit: Mend = {
  name: "prompt-exit",
  why: "a live timer, server or background loop keeps a kernel alive for ever after its shutdown",
  apply({ serverPrototype }) {
    wrap(
      serverPrototype,
      "close",
      (close) =>
        function (this: Server) {
          setTimeout(() => process.exit(0), lastWords);
          close.call(this);
        },
    );
  },
};

import { writeSync } from "node:fs";
import { readMessage, type WireMessage, writeReply } from "../control/wire.js";
import type { Server, Socket } from "../engine.js";
import { type Mend, wrap } from "../mend.js";

export const otherRequests: Mend = {
  name: "other-requests",
  why: "requests for history and comms are not answered or answered under a wrong name, and a warning about them lands in a cell",
  apply(seams) {
    const inputs: { readonly count: number; readonly code: string }[] = [];
    seams.onCellStart.push((cell) => {
      if (cell.request.store_history !== false && !cell.request.silent)
        inputs.push({ count: cell.count, code: cell.request.code });
    });
    const answers: Readonly<Record<string, (message: WireMessage) => readonly [type: string, content: object]>> = {
      history_request: ({ content }) => ["history_reply", { status: "ok", history: history(inputs, content) }],
      comm_info_request: () => ["comm_info_reply", { status: "ok", comms: {} }],
    };
    const ignored = new Set(["comm_msg", "comm_close", "input_reply"]);
    wrap(
      seams.serverPrototype,
      "handleShellMessage",
      (handle) =>
        async function (this: Server, socket, ...frames) {
          const { key } = this.connInfo;
          const message = readMessage(frames, key);
          if (!message) {
            writeSync(2, "[isocompute kernel] a message that is not signed with the key was dropped\n");
            return;
          }
          const type = message.header.msg_type;
          const answer = answers[type];
          if (!answer && type !== "comm_open" && !ignored.has(type)) {
            await handle.call(this, socket, ...frames);
            return;
          }
          const send = (to: Socket, name: string, content: object): void => {
            void to.send(writeReply(message, name, content, key));
          };
          send(this.iopub, "status", { execution_state: "busy" });
          if (answer) send(socket, ...answer(message));
          // There are no targets for widgets here: what a front end opens is closed again, as the protocol asks.
          if (type === "comm_open") send(this.iopub, "comm_close", { comm_id: message.content["comm_id"], data: {} });
          send(this.iopub, "status", { execution_state: "idle" });
        },
    );
  },
};

/** The session's inputs as a front end asks for them: `[session, number, code]`; there is one session. */
function history(
  inputs: readonly { readonly count: number; readonly code: string }[],
  request: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  const { hist_access_type: access, n, start, stop, pattern, unique, output } = request;
  let found = [...inputs];
  if (access === "range") {
    const from = typeof start === "number" ? start : 1;
    const to = typeof stop === "number" ? stop : Number.POSITIVE_INFINITY;
    found = found.filter(({ count }) => count >= from && count < to);
  } else if (access === "search" && typeof pattern === "string") {
    const glob = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, "[^]*")
      .replace(/\?/g, "[^]");
    found = found.filter(({ code }) => new RegExp(`^${glob}$`).test(code));
  }
  if (unique === true) found = found.filter(({ code }, i) => found.findLastIndex((other) => other.code === code) === i);
  if (access !== "range" && typeof n === "number" && n > 0) found = found.slice(-n);
  return found.map(({ count, code }) => [0, count, output === true ? [code, null] : code]);
}

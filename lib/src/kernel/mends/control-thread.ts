import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { CellRuns } from "../control/cell-runs.js";
import { UserCode } from "../control/user-code.js";
import type { ControlData, FromControl, ToControl } from "../control/worker.js";
import type { Server } from "../engine.js";
import { type Mend, wrap } from "../mend.js";
import type { Seams } from "../seams.js";

const closingTime = 500; // ms

export const controlThread: Mend = {
  name: "control-thread",
  why: "interrupt and shutdown requests wait until the cell ends, and a loop after an `await` cannot be stopped at all",
  apply(seams) {
    const shared = UserCode.buffer();
    const userCode = new UserCode(shared);
    const runs = new CellRuns(userCode, (error) => seams.showError(error));
    let tell: (message: ToControl) => void = () => {};
    wrap(
      seams.serverPrototype,
      "bindSocket",
      (bind) =>
        function (this: Server, socket, port) {
          if (port !== this.connInfo.control_port) return bind.call(this, socket, port);
          tell = startThread(seams, this, shared, runs);
          return Promise.resolve();
        },
    );
    wrap(
      seams.serverPrototype,
      "handleShellMessage",
      (handle) =>
        function (this: Server, socket, ...frames) {
          return runs.serve(() => handle.call(this, socket, ...frames));
        },
    );
    wrap(seams, "run", (run) => (script) => {
      const cell = seams.cell?.label;
      if (script.rescue && cell) tell({ kind: "rescue", cell, expression: script.rescue });
      return runs.enter(() => run(script));
    });
    // Before all others, so that they see a stopped cell end as any other does.
    seams.onExecutor.unshift((executor) => runs.tap(executor));
  },
};

function startThread(
  seams: Seams,
  server: Server,
  shared: SharedArrayBuffer,
  runs: CellRuns,
): (message: ToControl) => void {
  const data: ControlData = {
    connection: server.connInfo,
    zeromq: seams.resolve("zeromq"),
    kernelInfo: server.handler.handleKernel(),
    shared,
    tasks: seams.threadTasks,
    kernelFolders: [
      seams.engineDir,
      dirname(dirname(seams.resolve("@tslab/typescript-for-tslab"))),
      dirname(dirname(seams.resolve("zeromq"))),
      dirname(__dirname),
    ],
  };
  const thread = new Worker(join(__dirname, "../control/worker.js"), { workerData: data });
  const tell = (message: ToControl): void => thread.postMessage(message);
  thread.on("message", (message: FromControl) => {
    if (message.kind === "ping") tell({ kind: "pong", ping: message.ping });
    else if (message.kind === "interrupt") runs.interrupt(message.run);
    else server.close();
  });
  thread.on("error", (error) => {
    process.stderr.write(`[isocompute kernel] the control thread failed: ${String(error)}\n`);
  });
  thread.unref();
  // A socket that is open in a living thread aborts the process at its exit.
  process.on("exit", () => {
    tell({ kind: "close" });
    new UserCode(shared).waitUntilClosed(closingTime);
  });
  return tell;
}

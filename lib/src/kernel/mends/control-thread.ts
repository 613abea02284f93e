import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { Doing, UserCode } from "../control/user-code.js";
import type { ControlData } from "../control/worker.js";
import type { Converter, Server } from "../engine.js";
import { type Mend, wrap } from "../mend.js";
import type { Seams } from "../seams.js";

const closingTime = 500; // ms

export const controlThread: Mend = {
  name: "control-thread",
  why: "interrupt and shutdown requests wait until the cell ends, and a loop after an `await` cannot be stopped at all",
  apply(seams) {
    const shared = UserCode.buffer();
    const userCode = new UserCode(shared);
    let thread: Worker | undefined;
    wrap(
      seams.serverPrototype,
      "bindSocket",
      (bind) =>
        function (this: Server, socket, port) {
          if (port !== this.connInfo.control_port) return bind.call(this, socket, port);
          thread = startThread(seams, this, shared, userCode);
          return Promise.resolve();
        },
    );
    seams.onConverter.push((converter) => protectedConverter(converter, userCode));
    wrap(seams, "run", (run) => (script) => {
      if (userCode.takeInterrupt()) throw new InterruptedBeforeStart();
      if (script.rescue) thread?.postMessage({ rescue: script.rescue });
      userCode.become(Doing.cell);
      try {
        return run(script);
      } finally {
        userCode.become(Doing.waiting);
      }
    });
    seams.onExecutor.push((executor) => {
      wrap(executor, "execute", (execute) => async (source) => {
        userCode.takeInterrupt(); // one that came while nothing ran has nothing to stop
        // Termination drops all queued microtasks, so nothing of the kernel's may wait among the cell's.
        await nextTurn();
        return await execute(source);
      });
    });
  },
};

class InterruptedBeforeStart extends Error {
  override readonly name = "KeyboardInterrupt";
  readonly code = "ERR_SCRIPT_EXECUTION_INTERRUPTED";
  constructor() {
    super("interrupted");
  }
}

function protectedConverter(converter: Converter, userCode: UserCode): Converter {
  const checking = <T>(work: () => T): T => {
    const before = userCode.become(Doing.checking);
    try {
      return work();
    } finally {
      userCode.become(before);
    }
  };
  return {
    convert: (previous, source) => checking(() => converter.convert(previous, source)),
    inspect: (previous, source, position) => checking(() => converter.inspect(previous, source, position)),
    complete: (previous, source, position) => checking(() => converter.complete(previous, source, position)),
    addModule: (name, content, meta) => checking(() => converter.addModule(name, content, meta)),
    close: () => converter.close(),
  };
}

function startThread(seams: Seams, server: Server, shared: SharedArrayBuffer, userCode: UserCode): Worker {
  const data: ControlData = {
    connection: server.connInfo,
    zeromq: seams.resolve("zeromq"),
    kernelInfo: server.handler.handleKernel(),
    shared,
    tasks: seams.threadTasks,
  };
  const thread = new Worker(join(__dirname, "../control/worker.js"), { workerData: data });
  thread.on("message", (message: string) => {
    if (message === "ping") thread.postMessage("pong");
    else if (message === "interrupt") seams.executor?.interrupt();
    else if (message === "shutdown") server.close();
  });
  thread.on("error", (error) => {
    process.stderr.write(`[isocompute kernel] the control thread failed: ${String(error)}\n`);
  });
  thread.unref();
  // A socket that is open in a living thread aborts the process at its exit.
  process.on("exit", () => {
    thread.postMessage("close");
    userCode.waitUntilClosed(closingTime);
  });
  return thread;
}

import { type Debugger, Session } from "node:inspector";
import { setTimeout as sleep } from "node:timers/promises";

/** How long the main thread may take to reach a place where it can pause. */
const pauseTime = 1500; // ms
const cellScript = /^In\[\d+\]$/;

/**
 * Pauses the main thread in its loop, has the cells' frames write their variables back, and lets it go on to be stopped.
 * A terminated loop runs no `finally`, so this is where what it had reached is saved.
 *
 * @returns whether it found the loop, which then has SIGINT before it
 */
export async function rescueVariables(expression: string): Promise<boolean> {
  const session = new Session();
  session.connectToMainThread();
  try {
    const paused = new Promise<readonly Debugger.CallFrame[]>((resolve) => {
      session.once("Debugger.paused", ({ params }) => resolve(params.callFrames));
    });
    const cells = new Set<string>(); // a frame names its script by number only
    session.on("Debugger.scriptParsed", ({ params }) => {
      if (cellScript.test(params.url)) cells.add(params.scriptId);
    });
    session.post("Debugger.enable");
    session.post("Debugger.pause");
    const frames = await Promise.race([paused, sleep(pauseTime, [])]);
    for (const { location, callFrameId } of frames)
      if (cells.has(location.scriptId)) await evaluate(session, { callFrameId, expression, silent: true });
    if (frames.length > 0) process.kill(process.pid, "SIGINT"); // takes effect when the thread goes on
    session.post("Debugger.resume");
    session.post("Debugger.disable");
    await sleep(20);
    return frames.length > 0;
  } finally {
    session.disconnect();
  }
}

function evaluate(session: Session, params: Debugger.EvaluateOnCallFrameParameterType): Promise<void> {
  return new Promise((done) => session.post("Debugger.evaluateOnCallFrame", params, () => done()));
}

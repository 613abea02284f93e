import { type Debugger, type Runtime, Session } from "node:inspector";
import { setTimeout as sleep } from "node:timers/promises";

/** The main thread, standing still. */
export interface Paused {
  /** Innermost first: each frame, and the file or cell it lies in. */
  readonly frames: readonly { readonly id: Debugger.CallFrameId; readonly url: string }[];
  evaluate(frame: Debugger.CallFrameId, expression: string): Promise<void>;
  /** Ends what runs as soon as the thread goes on, and every microtask that waits with it. */
  terminate(): void;
}

/**
 * Has the main thread stand still at its next statement and looks at it.
 *
 * @param time how long it may take to get to a statement, in ms; within a long native call there is none
 * @returns what `look` came to; `undefined` if there was no statement
 */
export async function whilePaused<T>(time: number, look: (paused: Paused) => Promise<T>): Promise<T | undefined> {
  const session = new Session();
  session.connectToMainThread();
  try {
    const stopped = new Promise<readonly Debugger.CallFrame[]>((resolve) => {
      session.once("Debugger.paused", ({ params }) => resolve(params.callFrames));
    });
    const urls = new Map<Runtime.ScriptId, string>(); // a frame names its script by number only
    session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
    session.post("Debugger.enable");
    session.post("Debugger.pause");
    const frames = await Promise.race([stopped, sleep(time)]);
    if (!frames) return undefined;
    let ended: Promise<void> | undefined;
    const result = await look({
      frames: frames.map(({ callFrameId, location }) => ({ id: callFrameId, url: urls.get(location.scriptId) ?? "" })),
      evaluate: (callFrameId, expression) => {
        const request = { callFrameId, expression, silent: true };
        return new Promise((done) => session.post("Debugger.evaluateOnCallFrame", request, () => done()));
      },
      terminate: () => {
        ended = terminated(session);
      },
    });
    await new Promise<void>((done) => session.post("Debugger.resume", () => done()));
    await Promise.race([ended, sleep(time)]);
    return result;
  } finally {
    session.disconnect();
  }
}

/** Terminates whatever the main thread does, wherever it is. */
export async function terminateNow(time: number): Promise<void> {
  const session = new Session();
  session.connectToMainThread();
  await Promise.race([terminated(session), sleep(time)]);
  session.disconnect();
}

/** Resolves when nothing of what ran is left. */
function terminated(session: Session): Promise<void> {
  return new Promise((done) => session.post("Runtime.terminateExecution", () => done()));
}

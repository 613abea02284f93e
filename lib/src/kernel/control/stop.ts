import { sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Paused, terminateNow, whilePaused } from "./pause.js";
import { Doing, type UserCode } from "./user-code.js";

/** How long the main thread may take to reach a statement at which it can stand still. */
const pauseTime = 1500; // ms
/** How often it may be found in the middle of the kernel's work for user code, such as a line's output. */
const looks = 10;

export type Stopped = "signalled" | "terminated" | "left alone";

/** What the stopper must know of the main thread's programs. */
export interface Programs {
  /** Folders whose programs are the kernel's. */
  readonly kernel: readonly string[];
  /** What to evaluate in a cell's frame before it is stopped, by the cell's label. */
  readonly rescues: ReadonlyMap<string, string>;
}

/**
 * Stops what the main thread is stuck in, if that is the user's.
 *
 * The thread is made to stand still first: only then is it certain where it is. Terminated user code takes every waiting
 * microtask along, which is harmless; a terminated reply or a terminated receipt of a message would leave the kernel deaf.
 */
export async function stopUserCode(userCode: UserCode, programs: Programs): Promise<Stopped> {
  for (let left = looks; left > 0; left--) {
    const seen = await whilePaused(pauseTime, async (paused) => {
      const places = paused.frames.map(({ url }) => place(url, programs.kernel));
      if (!places.includes("user")) return "left alone";
      if (places.find((of) => of !== "node") === "kernel" && left > 1) return "look again";
      await rescue(paused, programs.rescues);
      if (userCode.doing !== Doing.cell) {
        paused.terminate();
        return "terminated";
      }
      process.kill(process.pid, "SIGINT"); // takes effect when the thread goes on
      return "signalled";
    });
    if (seen === undefined) return stopNativeCall(userCode);
    if (seen !== "look again") return seen;
    await sleep(1);
  }
  return "left alone";
}

/** No statement in all that time: a regular expression, a sort or the like, which the kernel itself never has so long. */
async function stopNativeCall(userCode: UserCode): Promise<Stopped> {
  if (userCode.doing === Doing.cell) {
    process.kill(process.pid, "SIGINT");
    return "signalled";
  }
  if (!userCode.claimTermination()) return "left alone";
  await terminateNow(pauseTime);
  userCode.releaseTermination();
  return "terminated";
}

/** A stopped loop runs no `finally`, so this is where what it had reached is saved. */
async function rescue({ frames, evaluate }: Paused, rescues: Programs["rescues"]): Promise<void> {
  for (const { id, url } of frames) {
    const expression = rescues.get(url);
    if (expression !== undefined) await evaluate(id, expression);
  }
}

function place(url: string, kernelFolders: readonly string[]): "node" | "kernel" | "user" {
  if (url.startsWith("node:")) return "node";
  const path = url.startsWith("file:") ? fileURLToPath(url) : url;
  return kernelFolders.some((folder) => path.startsWith(folder + sep)) ? "kernel" : "user";
}

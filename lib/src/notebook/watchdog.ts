import { type ChildProcess, spawn } from "node:child_process";

/**
 * A shell that outlives us to end what we started: it reads a pipe whose other end only we hold. When we go, however that is
 * (SIGKILL included), the pipe ends and the shell kills the kernel's process group and removes its folder.
 * No polling, nothing loaded into the kernel, and it works for every kind of kernel, busy or not.
 */
export interface Watchdog {
  /** Names the process group to kill; call it as soon as the group exists. */
  guard(group: number): void;
  /** The group has ended: nothing is left to do. */
  dismiss(): void;
}

// dash takes a group only in this form: neither after --, nor behind -KILL.
const script = 'read -r group || exit 0; read -r _; kill -9 "-$group" 2>/dev/null; rm -rf -- "$1"';

/** @param folder removed when we go without dismissing */
export function startWatchdog(folder: string): Watchdog {
  // Windows ends children with their parent by itself: libuv puts them into a job object.
  if (process.platform === "win32") return { guard() {}, dismiss() {} };
  // Detached, or Ctrl-C in a terminal would end the watchdog together with us.
  const shell: ChildProcess = spawn("/bin/sh", ["-c", script, "sh", folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  const ignore = () => {};
  shell.on("error", ignore); // without /bin/sh, what is left is our own exit handler
  shell.stdin?.on("error", ignore);
  shell.unref();
  return {
    guard: (group) => shell.stdin?.write(`${group}\n`),
    dismiss: () => {
      shell.kill("SIGKILL");
      shell.stdin?.destroy();
    },
  };
}

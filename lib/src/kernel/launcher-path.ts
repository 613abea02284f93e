import { join } from "node:path";

/**
 * The program that Jupyter, or the notebook runner, starts as a kernel:
 * `node --enable-source-maps <path> --config-path <connection file>`.
 *
 * @example
 * ```ts no-run
 * spawn(process.execPath, ["--enable-source-maps", launcherPath(), "--config-path", connectionFile]);
 * ```
 */
export function launcherPath(): string {
  return join(__dirname, "../../dist/kernel/launch.js"); // the same from the sources and from the build
}

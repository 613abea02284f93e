import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

/** Whole programs run the build, not the sources: it must be of this tree. */
export function setup(): void {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "lib"], {
    cwd: resolve(import.meta.dirname, ".."),
    stdio: "inherit",
  });
}

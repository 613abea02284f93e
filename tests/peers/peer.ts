import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian's Python, which holds the peers; another one by `PEER_PYTHON`. */
export const python: string = process.env["PEER_PYTHON"] ?? "/usr/bin/python3";

/**
 * Whether a Python module is there. Where it must be (in CI) its absence is an error, elsewhere the tests that need it are left out
 * with a word on the console.
 */
export function pythonHas(module: string): boolean {
  try {
    execFileSync(python, ["-c", `import ${module}`], { stdio: "ignore" });
    return true;
  } catch {
    if (process.env["CI"]) throw new Error(`${module} is required for ${python}, and is not installed`);
    console.warn(`left out: ${python} has no module ${module}`);
    return false;
  }
}

/** A folder of Jupyter's own, gone when the work is done. */
export async function withJupyterFolder<T>(
  work: (folder: string, env: NodeJS.ProcessEnv) => Promise<T> | T,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "iso-peer-"));
  const env = {
    ...process.env,
    JUPYTER_DATA_DIR: join(folder, "data"),
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    IPYTHONDIR: join(folder, "ipython"),
  };
  try {
    return await work(folder, env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

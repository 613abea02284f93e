import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** A Python that has the modules, or undefined: `$PYTHON`, the one on the path, Debian's. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  const candidates = [process.env["PYTHON"], "python3", "/usr/bin/python3"].filter((path) => path !== undefined);
  return candidates.find((python) => {
    try {
      execFileSync(python, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * As `pythonWith`, for tests. Where the peer must be there (in CI) its absence is an error, since a check that skips itself checks
 * nothing; elsewhere the tests that need it are left out with a word on the console.
 */
export function peerWith(...modules: readonly string[]): string | undefined {
  const python = pythonWith(...modules);
  if (python !== undefined) return python;
  const what = modules.join(" and ");
  if (process.env["CI"]) throw new Error(`a Python with ${what} is required when CI is set, found none`);
  console.warn(`left out: no Python has ${what} (apt-get install python3-…)`);
  return undefined;
}

/** An environment in which Jupyter writes to a folder, and to none of the user's. */
export function jupyterFolders(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    JUPYTER_DATA_DIR: join(folder, "data"),
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    IPYTHONDIR: join(folder, "ipython"),
  };
}

/** An environment in which Jupyter finds the stock tslab of this repository. */
export function jupyterEnvironment(folder: string): NodeJS.ProcessEnv {
  const kernel = join(folder, "kernels", "tslab");
  mkdirSync(kernel, { recursive: true });
  const program = createRequire(import.meta.url).resolve("tslab/bin/tslab");
  const argv = [process.execPath, program, "kernel", "--config-path", "{connection_file}"];
  writeFileSync(
    join(kernel, "kernel.json"),
    JSON.stringify({ argv, display_name: "TypeScript", language: "typescript" }),
  );
  return { ...jupyterFolders(folder), JUPYTER_PATH: folder };
}

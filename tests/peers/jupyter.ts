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

/** An environment in which Jupyter finds the stock tslab of this repository, and nothing is written to the user's folders. */
export function jupyterEnvironment(folder: string): NodeJS.ProcessEnv {
  const kernel = join(folder, "kernels", "tslab");
  mkdirSync(kernel, { recursive: true });
  const program = createRequire(import.meta.url).resolve("tslab/bin/tslab");
  const argv = [process.execPath, program, "kernel", "--config-path", "{connection_file}"];
  writeFileSync(
    join(kernel, "kernel.json"),
    JSON.stringify({ argv, display_name: "TypeScript", language: "typescript" }),
  );
  return {
    ...process.env,
    JUPYTER_PATH: folder,
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    JUPYTER_DATA_DIR: join(folder, "data"),
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    IPYTHONDIR: join(folder, "ipython"),
  };
}

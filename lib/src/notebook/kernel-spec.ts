import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { DataError, parseJson, readText } from "../core/index.js";
import type { Transport } from "./connection.js";

/** How a kernel is started and interrupted: what `kernel.json` holds, and the transport it is known to bear. */
export interface KernelSpec {
  readonly name: string;
  /** The command; `{connection_file}` stands for the path of the connection file. */
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  /** @default "signal" */
  readonly interrupt_mode?: "signal" | "message";
  readonly env?: Readonly<Record<string, string>>;
  /** Kernels name ipc sockets in two ways; only those known to name them as we do get `ipc`. @default "tcp" */
  readonly transport?: Transport;
  /** The kernel may lose what a cell puts out beyond so many messages in one go; undefined if it loses none. */
  readonly burstLimit?: number;
  /** Milliseconds from the first connection on in which the kernel must not be asked anything. @default 0 */
  readonly settle?: number;
}

/** zeromq.js takes 512 messages per turn of the event loop, status messages included, and stock tslab drops what it refuses. */
const tslabBurst = 500;

/** Stock tslab reads its sockets while another thread still binds them; a request that comes in between makes it deaf for good. */
const tslabSettle = 250;

type Env = Readonly<Record<string, string | undefined>>;

/** No kernel of that name: says where was looked and which names exist. */
export class KernelMissingError extends Error {
  override readonly name = "KernelMissingError";
}

/**
 * Finds a kernel by name: `tslab` is the one in this package's own node_modules, without registration or Python;
 * any other is looked up in Jupyter's data paths, as `jupyter kernelspec list` does.
 *
 * @param others names that the caller knows besides, for the message
 * @throws KernelMissingError if there is none: the message lists the folders and the names found
 * @throws DataError if its `kernel.json` is not one
 * @example
 * findKernelSpec("tslab").language; // => "typescript"
 */
export function findKernelSpec(name: string, env: Env = process.env, others: readonly string[] = []): KernelSpec {
  if (name.toLowerCase() === "tslab") return stockTslab();
  const folders = kernelFolders(env);
  for (const folder of folders) {
    // Jupyter's names do not heed case.
    const found = entries(folder).find((entry) => entry.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return readKernelSpec(found, join(folder, found));
  }
  const known = ["tslab", ...others, ...new Set(folders.flatMap(entries))];
  throw new KernelMissingError(
    `no kernel named "${name}" is installed; there are: ${known.join(", ")}; looked in ${folders.join(", ")}`,
  );
}

function stockTslab(): KernelSpec {
  const program = createRequire(__filename).resolve("tslab/bin/tslab");
  return {
    name: "tslab",
    argv: [process.execPath, program, "kernel", "--config-path", "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
    interrupt_mode: "signal",
    transport: process.platform === "win32" ? "tcp" : "ipc",
    burstLimit: tslabBurst,
    settle: tslabSettle,
  };
}

function entries(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((entry) => existsSync(join(folder, entry, "kernel.json")))
    .sort();
}

function readKernelSpec(name: string, folder: string): KernelSpec {
  const file = join(folder, "kernel.json");
  const spec = parseJson(readText(file), file) as Partial<KernelSpec> & { metadata?: { transport?: unknown } };
  const { argv, interrupt_mode = "signal" } = spec;
  if (!Array.isArray(argv) || argv.length === 0 || !argv.every((word) => typeof word === "string"))
    throw new DataError(
      { file, path: "argv" },
      `a command as a list of texts is required, found ${JSON.stringify(argv)}`,
    );
  if (!argv.some((word) => word.includes("{connection_file}")))
    throw new DataError(
      { file, path: "argv" },
      `a word with {connection_file} is required, found ${JSON.stringify(argv)}`,
    );
  if (interrupt_mode !== "signal" && interrupt_mode !== "message")
    throw new DataError({ file, path: "interrupt_mode" }, `signal or message is required, found "${interrupt_mode}"`);
  return {
    name,
    argv: argv.map((word) => word.replaceAll("{resource_dir}", folder)),
    display_name: spec.display_name ?? name,
    language: spec.language ?? "",
    interrupt_mode,
    env: spec.env ?? {},
    transport: spec.metadata?.transport === "ipc" && process.platform !== "win32" ? "ipc" : "tcp",
    ...(argv.some((word) => /(^|[\\/])tslab(\.cmd)?$/.test(word)) ? { burstLimit: tslabBurst } : {}),
  };
}

/**
 * Jupyter's folders of kernels, in the order they are searched.
 *
 * @see https://docs.jupyter.org/en/latest/use/jupyter-directories.html
 * @example
 * kernelFolders({ JUPYTER_DATA_DIR: "/data", JUPYTER_PATH: "/more" }, "linux").slice(0, 2); // => ["/more/kernels", "/data/kernels"]
 */
export function kernelFolders(env: Env, platform: NodeJS.Platform = process.platform): string[] {
  const split = (path: string | undefined) => (path ?? "").split(delimiter).filter((part) => part !== "");
  const prefixes = [env["VIRTUAL_ENV"], env["CONDA_PREFIX"]].filter((prefix) => prefix !== undefined && prefix !== "");
  const system =
    platform === "win32"
      ? [join(env["PROGRAMDATA"] ?? "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  const data = [
    ...split(env["JUPYTER_PATH"]),
    userFolder(env, platform),
    ...prefixes.map((prefix) => join(prefix as string, "share", "jupyter")),
    ...system,
  ];
  return [...new Set(data)].map((folder) => join(folder, "kernels"));
}

/**
 * Jupyter's folder of kernels for this user.
 *
 * @example
 * userKernelFolder({ JUPYTER_DATA_DIR: "/data" }); // => "/data/kernels"
 */
export function userKernelFolder(env: Env, platform: NodeJS.Platform = process.platform): string {
  return join(userFolder(env, platform), "kernels");
}

function userFolder(env: Env, platform: NodeJS.Platform): string {
  const own = env["JUPYTER_DATA_DIR"];
  if (own !== undefined && own !== "") return own;
  const home = env["HOME"] ?? homedir();
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") return join(env["APPDATA"] ?? home, "jupyter");
  return join(env["XDG_DATA_HOME"] ?? join(home, ".local", "share"), "jupyter");
}

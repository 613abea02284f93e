import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../core/index.js";
import { type KernelCommand, kernelSpec } from "./kernel-spec.js";
import { logo } from "./logo.js";

/** The kernel as Jupyter knows it in one place. */
export interface RegisteredKernel {
  readonly name: string;
  /** The folder that holds its kernel.json. */
  readonly folder: string;
  readonly displayName: string;
  readonly argv: readonly string[];
  /** Whether the programs it names are still there. */
  readonly works: boolean;
}

export interface InstallOptions extends KernelCommand {
  /** @default "isocompute" */
  readonly name?: string;
}

interface KernelJson {
  readonly argv?: readonly string[];
  readonly display_name?: string;
  readonly metadata?: { readonly isocompute?: unknown };
}

/**
 * Registers the kernel with Jupyter by writing `kernel.json` and two logos; no Python takes part.
 *
 * @param kernels Jupyter's folder of kernels, such as `~/.local/share/jupyter/kernels`
 * @returns the registration, and whether it replaces another
 * @throws UsageError if the name is not one that Jupyter takes
 * @example
 * ```ts no-run
 * installKernel("/usr/local/share/jupyter/kernels", { name: "isocompute" });
 * ```
 */
export function installKernel(
  kernels: string,
  options: InstallOptions = {},
): { readonly kernel: RegisteredKernel; readonly replaced: boolean } {
  const { name = "isocompute" } = options;
  if (!/^[a-z0-9._-]+$/i.test(name))
    throw new UsageError(`a kernel's name must consist of letters, digits, ".", "_" and "-", got "${name}"`);
  const folder = join(kernels, name);
  const replaced = existsSync(join(folder, "kernel.json"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(options), null, 2)}\n`);
  for (const size of [32, 64]) writeFileSync(join(folder, `logo-${size}x${size}.png`), logo(size));
  return { kernel: read(name, folder), replaced };
}

/**
 * The registrations of this kernel, under whatever names, in Jupyter's folders.
 *
 * @example
 * listKernels([]); // => []
 */
export function listKernels(folders: readonly string[]): RegisteredKernel[] {
  return folders
    .filter((kernels) => existsSync(kernels))
    .flatMap((kernels) =>
      readdirSync(kernels)
        .sort()
        .filter((name) => isOurs(join(kernels, name)))
        .map((name) => read(name, join(kernels, name))),
    );
}

/**
 * Takes the kernel's registration under a name out of the first folder that holds it.
 *
 * @throws UsageError if there is none, or if the name is another kernel's
 * @example
 * ```ts no-run
 * removeKernel(folders, "isocompute").folder; // what was removed
 * ```
 */
export function removeKernel(folders: readonly string[], name: string = "isocompute"): RegisteredKernel {
  const found = folders
    .map((kernels) => join(kernels, name))
    .filter((folder) => existsSync(join(folder, "kernel.json")));
  const ours = found.find(isOurs);
  if (ours === undefined) {
    const where = found.length > 0 ? `${found[0]} is another kernel's` : `looked in ${folders.join(", ")}`;
    throw new UsageError(`no registration of this kernel is named "${name}"; ${where}`);
  }
  const kernel = read(name, ours);
  rmSync(ours, { recursive: true });
  return kernel;
}

function parse(folder: string): KernelJson | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
  } catch {
    return undefined; // not a kernel that we wrote
  }
}

function isOurs(folder: string): boolean {
  return parse(folder)?.metadata?.isocompute !== undefined;
}

function read(name: string, folder: string): RegisteredKernel {
  const { argv = [], display_name: displayName = name } = parse(folder) ?? {};
  const programs = argv.filter((word) => /^([a-z]:)?[\\/]/i.test(word));
  return { name, folder, displayName, argv, works: programs.every((path) => existsSync(path)) };
}

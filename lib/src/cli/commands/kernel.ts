import { join, resolve } from "node:path";
import { Command } from "commander";
import { UsageError } from "../../core/index.js";
import { installKernel, listKernels, type RegisteredKernel, removeKernel } from "../../kernel/index.js";
import { kernelFolders, userKernelFolder } from "../../notebook/index.js";
import type { Io, Session } from "../io.js";

interface PlaceOptions {
  readonly user?: boolean;
  readonly prefix?: string;
}

interface InstallCommandOptions extends PlaceOptions {
  readonly as?: string;
  readonly displayName?: string;
  readonly heap?: number;
  readonly strict?: boolean;
  readonly mends?: string;
}

/** `isocompute kernel`: makes the TypeScript kernel known to Jupyter, JupyterLab and VS Code. */
export function kernelCommand({ io }: Session): Command {
  const command = new Command("kernel").description("register the TypeScript kernel with Jupyter, without Python");
  command
    .command("install")
    .description("write the kernel's kernel.json and logo where Jupyter finds them")
    .option("--user", "for this user (the default)")
    .option("--prefix <dir>", "into <dir>/share/jupyter/kernels, such as a virtual environment")
    .option("--as <name>", "register under this name, such as tslab, to take over notebooks that name it", "isocompute")
    .option("--display-name <text>", "the name that menus show")
    .option("--heap <megabytes>", "how much memory a notebook's variables may fill", Number)
    .option("--strict", "check cells with TypeScript's strict mode")
    .option("--mends <selection>", "mends of the engine to apply: all, none, or names; -name leaves one out")
    .action((options: InstallCommandOptions) => install(io, options));
  command
    .command("list")
    .description("show where the kernel is registered, and whether it would start")
    .option("--json", "print as JSON")
    .action(({ json }: { json?: boolean }) => list(io, json === true));
  command
    .command("remove")
    .description("take a registration of this kernel back")
    .argument("[name]", "the name it is registered under", "isocompute")
    .option("--user", "of this user")
    .option("--prefix <dir>", "in <dir>/share/jupyter/kernels")
    .action((name: string, options: PlaceOptions) => {
      const places = options.user || options.prefix !== undefined ? [place(io, options)] : kernelFolders(io.env);
      const { folder } = removeKernel(places, name);
      io.stdout.write(`removed ${folder}\n`);
    });
  return command;
}

function place(io: Io, { user, prefix }: PlaceOptions): string {
  if (user && prefix !== undefined) throw new UsageError("--user and --prefix exclude each other");
  return prefix === undefined ? userKernelFolder(io.env) : join(resolve(io.cwd, prefix), "share", "jupyter", "kernels");
}

function install(io: Io, options: InstallCommandOptions): void {
  const { as: name = "isocompute", displayName, heap, strict, mends } = options;
  const selection = [mends, strict ? "+strict-types" : undefined].filter((part) => part !== undefined).join(",");
  const { kernel, replaced } = installKernel(place(io, options), {
    name,
    ...(displayName === undefined ? {} : { displayName }),
    ...(heap === undefined ? {} : { heap }),
    ...(selection === "" ? {} : { mends: selection }),
  });
  io.stdout.write(`${replaced ? "replaced" : "wrote"} ${join(kernel.folder, "kernel.json")}\n`);
  io.stdout.write(`In Jupyter and VS Code choose "${kernel.displayName}".\n`);
}

function list(io: Io, json: boolean): void {
  const kernels = listKernels(kernelFolders(io.env));
  if (json) {
    io.stdout.write(`${JSON.stringify(kernels, null, 2)}\n`);
    return;
  }
  if (kernels.length === 0) io.stdout.write("not registered; isocompute kernel install does it\n");
  for (const kernel of kernels) io.stdout.write(`${line(kernel)}\n`);
}

function line({ name, folder, displayName, works }: RegisteredKernel): string {
  return `${name}  ${displayName}  ${folder}${works ? "" : "  (a program it names is gone: install it again)"}`;
}

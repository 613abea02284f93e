import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findKernelSpec, parseNotebook } from "isocompute/notebook";
import { beforeEach, describe, expect, it } from "vitest";
import { chooseKernel } from "../../lib/src/notebook/choose-kernel.js";
import { kernelFolders } from "../../lib/src/notebook/kernel-spec.js";
import { temporaryFolder } from "../temporary-folder.js";
import { bookText } from "./books.js";

let folder = "";
beforeEach(() => {
  folder = temporaryFolder("kernels");
});

function install(name: string, spec: unknown): void {
  mkdirSync(join(folder, "kernels", name), { recursive: true });
  writeFileSync(join(folder, "kernels", name, "kernel.json"), typeof spec === "string" ? spec : JSON.stringify(spec));
}
const env = () => ({ HOME: "/nowhere", JUPYTER_PATH: folder });
const argv = ["odd", "{resource_dir}/x", "{connection_file}"];

describe("findKernelSpec(name, env)", () => {
  it("finds stock tslab without registration, in whatever case it is written", () => {
    const { argv: command, transport, burstLimit } = findKernelSpec("TSLab", env());
    expect(command[0]).toBe(process.execPath);
    expect(command.at(-1)).toBe("{connection_file}");
    expect({ transport, burstLimit }).toEqual({ transport: "ipc", burstLimit: 500 });
  });

  it("reads a registered kernel, without regard to case, and gives it tcp unless it says that it bears ipc", () => {
    install("Odd", { argv, display_name: "Odd", language: "odd", interrupt_mode: "message", env: { A: "1" } });
    install("own", { argv, display_name: "Own", language: "typescript", metadata: { transport: "ipc" } });
    expect(findKernelSpec("odd", env())).toEqual({
      name: "Odd",
      argv: ["odd", `${join(folder, "kernels", "Odd")}/x`, "{connection_file}"],
      display_name: "Odd",
      language: "odd",
      interrupt_mode: "message",
      env: { A: "1" },
      transport: "tcp",
    });
    expect(findKernelSpec("own", env())).toMatchObject({ transport: "ipc", interrupt_mode: "signal" });
  });

  it("knows a registered stock tslab for one that loses floods", () => {
    install("ts2", { argv: ["/usr/bin/tslab", "kernel", "--config-path", "{connection_file}"] });
    expect(findKernelSpec("ts2", env()).burstLimit).toBe(500);
  });

  it("says where it looked and what there is", () => {
    install("odd", { argv });
    const folders = kernelFolders(env());
    const message = /^no kernel named "zig" is installed; there are: tslab, odd(, .+)?; looked in (.+)$/;
    expect(() => findKernelSpec("zig", env())).toThrow(message);
    expect(() => findKernelSpec("zig", env())).toThrow(`looked in ${folders.join(", ")}`);
  });

  it.each([
    ["{", "kernel.json:1, column 2: requires valid JSON: expected a key in double quotes"],
    [{}, "at argv: a command as a list of texts is required, found undefined"],
    [{ argv: ["odd"] }, 'at argv: a word with {connection_file} is required, found ["odd"]'],
    [{ argv, interrupt_mode: "bell" }, 'at interrupt_mode: signal or message is required, found "bell"'],
  ])("refuses the kernel.json %j", (spec, message) => {
    install("odd", spec);
    expect(() => findKernelSpec("odd", env())).toThrow(`${join(folder, "kernels", "odd", "kernel.json")}`);
    expect(() => findKernelSpec("odd", env())).toThrow(message);
  });
});

describe("kernelFolders(env, platform)", () => {
  it("follows Jupyter's order: JUPYTER_PATH, the user's folder, environments, the system", () => {
    const both = { JUPYTER_PATH: "/a:/b", HOME: "/home/u", VIRTUAL_ENV: "/venv", CONDA_PREFIX: "/conda" };
    expect(kernelFolders(both, "linux")).toEqual([
      "/a/kernels",
      "/b/kernels",
      "/home/u/.local/share/jupyter/kernels",
      "/venv/share/jupyter/kernels",
      "/conda/share/jupyter/kernels",
      "/usr/local/share/jupyter/kernels",
      "/usr/share/jupyter/kernels",
    ]);
    expect(kernelFolders({ HOME: "/Users/u" }, "darwin")[0]).toBe("/Users/u/Library/Jupyter/kernels");
    expect(kernelFolders({ HOME: "/home/u", XDG_DATA_HOME: "/x" }, "linux")[0]).toBe("/x/jupyter/kernels");
    expect(kernelFolders({ HOME: "/home/u", JUPYTER_DATA_DIR: "/d" }, "linux")[0]).toBe("/d/kernels");
  });
});

describe("chooseKernel(notebook, file, options)", () => {
  const naming = (name: string) => parseNotebook(bookText(["1"], { kernelspec: { name } }), "a.ipynb");
  const own = { name: "isocompute", argv, display_name: "here", language: "typescript" };
  const choose = (notebook: string, options: object = {}) =>
    chooseKernel(naming(notebook), "a.ipynb", { env: env(), unregistered: [own], ...options });

  it("takes the one that the notebook names, registered or known to the caller, unless the caller names another", () => {
    expect(choose("isocompute")).toBe(own);
    expect(choose("IsoCompute")).toBe(own);
    expect(choose("tslab").name).toBe("tslab");
    expect(choose("isocompute", { kernel: "tslab" }).name).toBe("tslab");
    expect(() => choose("zig")).toThrow(
      'a.ipynb, at metadata.kernelspec.name: no kernel named "zig" is installed; there are: tslab, isocompute',
    );
  });

  it("takes a registered one before one that only the caller knows: it may have options of its own", () => {
    install("isocompute", {
      argv: ["node", "--max-old-space-size=8000", "{connection_file}"],
      display_name: "registered",
    });
    expect(choose("isocompute").display_name).toBe("registered");
  });
});

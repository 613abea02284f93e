import { execFileSync } from "node:child_process";

/** The Nodes that the kernel is tried on: the one that runs now, and others by `KERNEL_NODES`, paths set off by ":". */
export const nodes: readonly (readonly [version: string, path: string])[] = [
  process.execPath,
  ...(process.env["KERNEL_NODES"] ?? "").split(":").filter((path) => path !== ""),
].map((path) => [execFileSync(path, ["--version"], { encoding: "utf8" }).trim(), path]);

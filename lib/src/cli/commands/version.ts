import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import type { Session } from "../io.js";

/** The versions that decide what numbers come out. */
export function versions(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8"));
  return `isocompute ${manifest.version}\nnode ${process.version}`;
}

/** `isocompute version`, the same as `--version`. */
export function versionCommand({ io }: Session): Command {
  return new Command("version").description("print the versions of isocompute and Node").action(() => {
    io.stdout.write(`${versions()}\n`);
  });
}

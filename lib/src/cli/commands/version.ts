import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import type { Session } from "../io.js";

/** `isocompute version`: the versions that decide what numbers come out. */
export function versionCommand({ io }: Session): Command {
  return new Command("version").description("print the versions of isocompute and Node").action(() => {
    const manifest: { version: string } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8"));
    io.stdout.write(`isocompute ${manifest.version}\nnode ${process.version}\n`);
  });
}

/** Starts the kernel: `node --enable-source-maps launch.js --config-path <connection file> [--mends <selection>]`. */
import { writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { startStock } from "./fallback.js";
import { selectMends } from "./mends.js";
import { openSeams } from "./seams.js";

function main(): void {
  const { values } = parseArgs({
    options: { "config-path": { type: "string" }, mends: { type: "string" } },
  });
  const configPath = values["config-path"];
  if (configPath === undefined) {
    writeSync(2, "usage: launch.js --config-path <connection file> [--mends <all | none | names>]\n");
    process.exit(2);
  }
  try {
    const mends = selectMends(values.mends ?? process.env["ISOCOMPUTE_KERNEL_MENDS"] ?? "all");
    const seams = openSeams();
    for (const mend of mends) mend.apply(seams);
    seams.start(configPath);
  } catch (error) {
    startStock(configPath, error);
  }
}

main();

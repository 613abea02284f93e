import { writeSync } from "node:fs";
import type { MainModule } from "./engine.js";

/** Starts the engine as it is, and says so where it is seen: on the kernel's stderr and in the first cell. */
export function startStock(configPath: string, why: unknown): void {
  const reason = why instanceof Error ? why.message : String(why);
  const warning = `[isocompute kernel] running stock tslab without any of the kernel's mends: ${reason}\n`;
  writeSync(2, warning);
  warnInFirstCell(warning);
  const { startKernel } = require("tslab/dist/main.js") as MainModule;
  startKernel({ configPath, enableFindLocal: false, jsKernel: false, globalVersion: "" });
}

/** The engine points `process.stderr.write` at the cell when one starts; the first such moment is ours to use. */
function warnInFirstCell(warning: string): void {
  const write = process.stderr.write;
  Object.defineProperty(process.stderr, "write", {
    configurable: true,
    get: () => write,
    set(toCell: typeof write) {
      Object.defineProperty(process.stderr, "write", { configurable: true, writable: true, value: toCell });
      toCell.call(process.stderr, warning);
    },
  });
}

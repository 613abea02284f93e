import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRng } from "isocompute";
import { describe, expect, it } from "vitest";
import { KernelClient } from "../kernel/client.js";
import { cutIntoCells, ProgramWriter, typed, untyped } from "../kernel/random-program.js";
import { temporaryFolder } from "../temporary-folder.js";

// The whole fuzz is 2,000 programs (KERNEL_FUZZ=2000); every run of the tests does a part of it, always the same.
const programs = Number(process.env["KERNEL_FUZZ"] ?? 60);
const first = Number(process.env["KERNEL_FUZZ_FIRST"] ?? 0);
const perKernel = 30;

const runner = `
const { readdirSync } = await import("node:fs");
const folder = process.argv[2];
const printed = {};
for (const file of readdirSync(folder).filter((name) => name.endsWith(".mjs") && name !== "runner.mjs").sort()) {
  const lines = [];
  console.log = (...values) => lines.push(values.map(String).join(" "));
  await import("./" + file);
  printed[file] = lines.join("\\n");
}
process.stdout.write(JSON.stringify(printed));
`;

describe("random programs", () => {
  for (let start = first; start < first + programs; start += perKernel) {
    const numbers = Array.from({ length: Math.min(perKernel, first + programs - start) }, (_, i) => start + i);
    it(`${numbers[0]} to ${numbers.at(-1)} print the same cut into cells as in one module`, async () => {
      const folder = temporaryFolder("fuzz");
      const kernel = await KernelClient.start();
      try {
        const written = numbers.map((number) => {
          const rng = createRng(`kernel-fuzz-${number}`);
          const { statements } = new ProgramWriter(rng.fork("write"), `p${number}`).write();
          writeFileSync(join(folder, `${number}.mjs`), statements.map(untyped).join("\n"));
          return { number, cells: cutIntoCells(statements.map(typed), rng.fork("cut")) };
        });
        writeFileSync(join(folder, "runner.mjs"), runner);
        const modules: Record<string, string> = JSON.parse(
          execFileSync(process.execPath, [join(folder, "runner.mjs"), folder], { encoding: "utf8" }),
        );
        for (const { number, cells } of written) {
          let printed = "";
          for (const cell of cells) {
            const { stdout, error } = await kernel.run(cell);
            expect(error, `program ${number}: ${cell}`).toBeUndefined();
            printed += stdout;
          }
          expect(printed.trimEnd(), `program ${number}`).toBe(modules[`${number}.mjs`]);
        }
      } finally {
        await kernel.stop();
      }
    });
  }
});

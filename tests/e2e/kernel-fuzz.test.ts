import { describe, expect, it } from "vitest";
import { fuzzKernel } from "../kernel/fuzz.js";
import { temporaryFolder } from "../temporary-folder.js";

const { env } = process;
// Every run of the tests does the same few programs. The whole fuzz is KERNEL_FUZZ=2000; CI takes a new KERNEL_FUZZ_SEED every day
// and as many programs as fit into KERNEL_FUZZ_SECONDS.
const options = {
  seed: env["KERNEL_FUZZ_SEED"] ?? "kernel-fuzz",
  first: Number(env["KERNEL_FUZZ_FIRST"] ?? 0),
  count: Number(env["KERNEL_FUZZ"] ?? 80),
  seconds: Number(env["KERNEL_FUZZ_SECONDS"] ?? Number.POSITIVE_INFINITY),
  kernels: 2,
};

describe("random programs", () => {
  it("print the same cut into cells as in one module", { timeout: 7_200_000 }, async () => {
    const { programs, cells, differences } = await fuzzKernel(options, temporaryFolder("fuzz"));
    console.info(`${programs} random programs in ${cells} cells, seed ${options.seed}`);
    expect(differences).toEqual([]);
  });
});

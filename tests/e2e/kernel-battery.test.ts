import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { battery, type Expected } from "../kernel/battery.js";
import { type CellOutcome, KernelClient } from "../kernel/client.js";

/** What a cell came to, reduced to what the battery compares. */
function comparable(outcome: CellOutcome, expected: Expected): Record<string, unknown> {
  const { result, stdout, stderr, error } = outcome;
  return {
    result,
    error: error && `${error.ename}: ${error.evalue}`,
    ...(expected.out === undefined && stdout === "" ? {} : { out: stdout }),
    ...(expected.err === undefined && stderr === "" ? {} : { err: stderr }),
  };
}

describe("the kernel's TypeScript", () => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start({ cwd: resolve(import.meta.dirname, "../fixtures/kernel") });
  });
  afterAll(() => kernel.stop());

  it("has a battery of at least 150 cells", () => {
    expect(Object.values(battery).flat().length).toBeGreaterThanOrEqual(150);
  });

  for (const [section, cells] of Object.entries(battery))
    describe(section, () => {
      for (const [index, [code, wanted]] of cells.entries())
        it(`${index + 1}: ${code.replaceAll("\n", " ").slice(0, 90)}`, async () => {
          const expected: Expected =
            typeof wanted === "object" && !(wanted instanceof RegExp) ? wanted : { result: wanted };
          const outcome = await kernel.run(code);
          const wish = Object.fromEntries(
            Object.entries({ result: undefined, error: undefined, ...expected }).map(([key, value]) => [
              key,
              value instanceof RegExp ? expect.stringMatching(value) : value,
            ]),
          );
          expect(comparable(outcome, expected)).toEqual(wish);
        });
    });
});

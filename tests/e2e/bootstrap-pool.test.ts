import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createRng } from "isocompute/core";
import { afterAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

// Threads run the built package: the build must be fresh (`npm run build`).
const { bootstrap, bootstrapPool }: typeof import("isocompute/stats") = createRequire(import.meta.url)(
  "../../lib/dist/stats/index.js",
);

const folder = temporaryFolder("pool");
const pools = [1, 2, 3].map((threads) => bootstrapPool({ threads }));
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
});

const rng = createRng("pool");
const x = Array.from({ length: 40 }, () => Math.exp(rng.normal()));
const y = Array.from({ length: 40 }, () => Math.exp(rng.normal()));

describe("bootstrapPool({ threads })", () => {
  it.each([
    ["mean", x, {}],
    ["median", x, { method: "percentile" }],
    ["correlation", [x, y], {}],
    ["meanDifference", [x, y], { paired: true }],
    ["meanDifference", [x, y], {}],
    ["mean", x, { strata: x.map((_, i) => i % 2) }],
  ] as const)("gives the same %s whatever the number of threads", async (statistic, data, options) => {
    const drawn = { ...options, resamples: 3001, keepDistribution: true };
    const alone = bootstrap(data, statistic, createRng("threads"), drawn);
    for (const pool of pools) expect(await pool.bootstrap(data, statistic, createRng("threads"), drawn)).toEqual(alone);
  });

  it("answers many at once, in order", async () => {
    const pool = pools[1];
    const seeds = ["a", "b", "c", "d"];
    const results = await Promise.all(
      seeds.map((seed) => pool?.bootstrap(x, "mean", createRng(seed), { resamples: 700 })),
    );
    expect(results).toEqual(seeds.map((seed) => bootstrap(x, "mean", createRng(seed), { resamples: 700 })));
  });

  it("takes a function from a module", async () => {
    const module = join(folder, "range.cjs");
    writeFileSync(module, "exports.range = (x) => Math.max(...x) - Math.min(...x);\n");
    const range = (values: Float64Array | undefined) => Math.max(...(values ?? [])) - Math.min(...(values ?? []));
    const options = { resamples: 600, method: "percentile" } as const;
    const got = await pools[1]?.bootstrap(x, { module, name: "range" }, createRng("f"), options);
    expect(got).toEqual(bootstrap(x, range, createRng("f"), options));
  });

  it("passes on what fails in a thread, and goes on", async () => {
    const module = join(folder, "broken.cjs");
    writeFileSync(
      module,
      "let calls = 0; exports.f = () => { if (++calls > 1) throw new RangeError('no such thing'); return 1; };\n",
    );
    await expect(pools[1]?.bootstrap(x, { module, name: "f" }, createRng("f"), { resamples: 600 })).rejects.toThrow(
      "no such thing",
    );
    await expect(pools[1]?.bootstrap(x, { module, name: "g" }, createRng("f"))).rejects.toThrow(
      "to export a function g",
    );
    await expect(pools[1]?.bootstrap([1], "mean", createRng("f"))).rejects.toThrow("at least two observations");
    expect((await pools[1]?.bootstrap(x, "mean", createRng("f"), { resamples: 600 }))?.resamples).toBe(600);
  });
});

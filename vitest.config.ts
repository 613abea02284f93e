import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = fileURLToPath(new URL("./lib/src/", import.meta.url));
// Tests import the doors by the names users write; the alias makes them run the sources, so that no test can pass on a stale build.
const alias = [
  { find: /^isocompute$/, replacement: `${source}index.ts` },
  { find: /^isocompute\/(.+)$/, replacement: `${source}$1/index.ts` },
];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          setupFiles: ["tests/setup.ts"],
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/e2e/**", "tests/peers/**"],
          testTimeout: 30_000,
          maxWorkers: "100%",
        },
      },
      {
        resolve: { alias },
        // The same work done by other people's programs, which the machine must have.
        test: {
          name: "peers",
          globalSetup: ["tests/build-once.ts"],
          include: ["tests/peers/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias },
        // Whole programs: real kernels, real processes. Two files at a time, since each fills a core.
        test: {
          name: "e2e",
          globalSetup: ["tests/build-once.ts"],
          setupFiles: ["tests/setup.ts"],
          include: ["tests/e2e/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

import { createRequire } from "node:module";
import type ts from "typescript";

let loaded: typeof ts | undefined;

/**
 * The TypeScript compiler that tslab brings and its cells are read by. Loaded when first needed, since it takes a quarter of a second and
 * few runs need it.
 */
export function loadCompiler(): typeof ts {
  if (loaded === undefined) {
    const tslab = createRequire(createRequire(__filename).resolve("tslab"));
    const compiler: typeof ts = tslab("@tslab/typescript-for-tslab");
    loaded = compiler;
  }
  return loaded;
}

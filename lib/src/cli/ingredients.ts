import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "../core/index.js";
import type { Ingredients } from "../report/index.js";

/** Packages that numbers, pictures and kernels hang on. */
const NAMED = [
  "tslab",
  "plotly.js",
  "danfojs-node",
  "simple-statistics",
  "mathjs",
  "openai",
  "@resvg/resvg-js",
  "pure-rand",
];

/** What a lab's report is made of: versions from its lockfile, and the fingerprint of every file in data/. */
export function ingredientsOf(root: string): Ingredients {
  return { versions: versionsOf(join(root, "package-lock.json")), data: filesIn(join(root, "data"), "data") };
}

function versionsOf(lockfile: string): Record<string, string> {
  if (!existsSync(lockfile)) return {};
  const { packages = {} } = parseJson(readFileSync(lockfile, "utf8"), lockfile) as {
    packages?: Readonly<Record<string, { readonly version?: string }>>;
  };
  const versions = ["isocompute", ...NAMED].map((name) => {
    const place = name === "isocompute" ? "lib" : `node_modules/${name}`;
    return [name, packages[place]?.version] as const;
  });
  return Object.fromEntries(versions.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function filesIn(folder: string, name: string): Ingredients["data"] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const [path, file] = [join(folder, entry.name), `${name}/${entry.name}`];
    if (entry.isDirectory()) return filesIn(path, file);
    return [{ file, sha256: createHash("sha256").update(readFileSync(path)).digest("hex") }];
  });
}

import { createHash } from "node:crypto";
import { openRenderer } from "isocompute/report";
import { testFigure } from "../report/render/figures.js";

// A process of its own for figures.test.ts: draws the figures named, in that order, and prints a fingerprint of every file.
const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");
const renderer = openRenderer();
const prints: Record<string, string> = {};
for (const name of process.argv.slice(2)) {
  const figure = testFigure(name);
  prints[`${name}.svg`] = sha256(await renderer.svg(figure));
  prints[`${name}.png`] = sha256(await renderer.png(figure));
}
await renderer.close();
process.stdout.write(JSON.stringify(prints));

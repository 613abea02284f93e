import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Race, runRace } from "./race.js";

// npm run bench [-- words]: runs the races of every bench/*.race.ts whose name holds one of the words, and prints a table of ratios.
const words = process.argv.slice(2);
const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".race.ts"));
const rows = [["race", "peer", "ours ms", "peer ms", "peer / ours", "spread"]];
let lost = 0;
for (const file of files.sort()) {
  const { races }: { races: readonly Race[] } = await import(join(import.meta.dirname, file));
  for (const race of races) {
    if (words.length > 0 && !words.some((word) => race.name.includes(word))) continue;
    if (race.absent !== undefined) {
      rows.push([race.name, race.peerName, "", "", "not run", race.absent]);
      continue;
    }
    process.stderr.write(`${race.name} …\n`);
    const { ours, peer, ratio, spread } = await runRace(race);
    await race.close?.();
    if (ratio < 1) lost++;
    const range = `${spread[0].toFixed(2)}–${spread[1].toFixed(2)}`;
    rows.push([race.name, race.peerName, ours.toFixed(1), peer.toFixed(1), ratio.toFixed(2), range]);
  }
}
const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
for (const row of rows)
  console.log(
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
if (lost > 0) process.exitCode = 1;

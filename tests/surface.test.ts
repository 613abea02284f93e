import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const source = resolve(import.meta.dirname, "../lib/src");
const rooms = readdirSync(source, { withFileTypes: true })
  .filter((e) => e.isDirectory())
  .map((e) => e.name);

describe("the public surface", () => {
  // A name that appears or goes is a change users see: accept it with `vitest -u` and a line in CHANGELOG.md.
  it.each(rooms)("isocompute/%s", async (room) => {
    const door: object = await import(join(source, room, "index.ts"));
    await expect(`${Object.keys(door).sort().join("\n")}\n`).toMatchFileSnapshot(`surface/${room}.txt`);
  });
});

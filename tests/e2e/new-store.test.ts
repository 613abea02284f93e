import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const door = resolve(import.meta.dirname, "../../lib/dist/environments/index.js");
const folder = temporaryFolder("new-store");

/** Opens the stores it is told to, one per line, and says how each went. */
const opener = `const { openStore } = require(${JSON.stringify(door)});
  require("node:readline").createInterface({ input: process.stdin }).on("line", (path) => {
    let said = "opened";
    try { openStore(path).close(); } catch (error) { said = error.message; }
    console.log(said);
  });
  console.log("ready");`;

describe("a store that is not there yet", () => {
  it("is made by one of many processes that open it at once, and opened by all", { timeout: 60_000 }, async () => {
    const children = Array.from({ length: 6 }, () => {
      const child = spawn(process.execPath, ["-e", opener], { stdio: ["pipe", "pipe", "inherit"] });
      child.stdout.setEncoding("utf8");
      return child;
    });
    const answers = () =>
      Promise.all(children.map(async ({ stdout }) => String((await once(stdout, "data"))[0]).trim()));
    try {
      await answers();
      const said = new Set<string>();
      for (let round = 0; round < 100; round++) {
        const all = answers();
        for (const { stdin } of children) stdin.write(`${join(folder, `${round}.db`)}\n`);
        for (const answer of await all) said.add(answer);
      }
      expect([...said]).toEqual(["opened"]);
    } finally {
      for (const child of children) child.kill();
    }
  });
});

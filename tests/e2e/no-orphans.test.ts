import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bookText } from "../notebook/books.js";
import { temporaryFolder } from "../temporary-folder.js";

const root = resolve(import.meta.dirname, "../..");
let folder = "";

beforeAll(() => {
  // The real program is under test, so it is built from the sources as they are.
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "lib")]);
  folder = temporaryFolder("orphans");
});

const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

async function until(what: string, holds: () => boolean, seconds = 15): Promise<void> {
  for (const end = Date.now() + 1000 * seconds; !holds(); await pause(20))
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("isocompute notebook run, ended while a cell spins", () => {
  // Ctrl-C goes to the terminal's whole process group; `kill` to one process.
  it.each([
    ["Ctrl-C", "SIGINT", true],
    ["SIGTERM", "SIGTERM", false],
    ["a closed terminal", "SIGHUP", false],
    ["SIGKILL", "SIGKILL", false],
  ] as const)("leaves no kernel, no child of it and no folder behind %s", async (name, signal, group) => {
    const home = join(folder, name);
    const temporary = join(home, "t");
    mkdirSync(temporary, { recursive: true });
    const start = `const fs = require("fs");
const child = require("child_process").spawn("sleep", ["600"]);
fs.writeFileSync("pids.json", JSON.stringify([process.pid, child.pid]));`;
    writeFileSync(join(home, "a.ipynb"), bookText([start, 'console.log("spinning");\nawait null;\nfor (;;) {}']));
    const runner = spawn(process.execPath, [join(root, "lib/bin/isocompute.js"), "notebook", "run", "a.ipynb"], {
      cwd: home,
      env: { ...process.env, TMPDIR: temporary },
      detached: true,
      stdio: "ignore",
    });
    const ended = new Promise<number | null>((done) => runner.once("exit", done));
    const written = join(home, "a.executed.ipynb");
    await until("the first cell ran", () => existsSync(written) && existsSync(join(home, "pids.json")));
    const pids: number[] = JSON.parse(readFileSync(join(home, "pids.json"), "utf8"));
    await pause(300);
    expect(pids.map(lives)).toEqual([true, true]);

    process.kill(group ? -(runner.pid as number) : (runner.pid as number), signal);
    const code = await ended;
    await until("the kernel and its child are gone", () => !pids.some(lives));
    await until("its folder is gone", () => !readdirSync(temporary).some((entry) => entry.startsWith("iso-")));
    expect(code).toBe(signal === "SIGKILL" ? null : 130);
    if (signal !== "SIGKILL") expect(readFileSync(written, "utf8")).toContain("isocompute-run-failed");
  });
});

describe("isocompute notebook run, whose messages nobody reads any more", () => {
  it("ends with 1, and leaves no kernel and no unfinished file behind", async () => {
    const home = join(folder, "unread");
    const temporary = join(home, "t");
    mkdirSync(temporary, { recursive: true });
    const start = 'require("fs").writeFileSync("pid", String(process.pid));\nconsole.log("x".repeat(8e6));';
    writeFileSync(
      join(home, "a.ipynb"),
      bookText([start, ...Array.from({ length: 40 }, (_, i) => `console.log(${i})`)]),
    );
    const runner = spawn(process.execPath, [join(root, "lib/bin/isocompute.js"), "notebook", "run", "a.ipynb"], {
      cwd: home,
      env: { ...process.env, TMPDIR: temporary },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let heard = "";
    runner.stderr.on("data", (chunk) => {
      heard += String(chunk);
      // From the second cell on, the runner is always writing the many bytes of the first one's output again.
      if (heard.includes("code cell 5/41")) runner.stderr.destroy();
    });
    expect(await new Promise((done) => runner.once("exit", done))).toBe(1);
    await until("the kernel is gone", () => !lives(Number(readFileSync(join(home, "pid"), "utf8"))));
    await until("its folder is gone", () => !readdirSync(temporary).some((entry) => entry.startsWith("iso-")));
    expect(readdirSync(home).sort()).toEqual(["a.executed.ipynb", "a.ipynb", "pid", "t"]);
  });
});

describe("writeAtomically(path, content), in a process that exits before it is done", () => {
  it.each([
    ["process.exit", "process.exit(3);"],
    ["process.exit after a turn", "setImmediate(() => process.exit(3));"],
    ["an error", "process.exitCode = 3; setImmediate(() => { throw new Error('on purpose'); });"],
  ])("leaves the old file alone behind %s", (name, end) => {
    const home = join(folder, name);
    mkdirSync(home);
    writeFileSync(join(home, "a.txt"), "old");
    const script = `const { writeAtomically } = require(process.argv[1]);
for (let i = 0; i < 3; i++) writeAtomically("a.txt", Buffer.alloc(2e8));
${end}`;
    const args = ["-e", script, join(root, "lib/dist/report/index.js")];
    expect(spawnSync(process.execPath, args, { cwd: home }).status).not.toBe(0);
    expect(readdirSync(home)).toEqual(["a.txt"]);
    expect(readFileSync(join(home, "a.txt"), "utf8")).toBe("old");
  });
});

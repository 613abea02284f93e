import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { readTrialLog } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const lab = resolve(import.meta.dirname, "../..");
const folder = temporaryFolder("one-writer");

function search(log: string, ...more: string[]) {
  const argv = ["search", "-t", "2wiki", "-s", "random", "-w", "simulate:3", "-n", "400", "--log", log, ...more];
  const child = spawn(process.execPath, [join(lab, "lib/bin/isocompute.js"), ...argv], { cwd: lab });
  let err = "";
  child.stderr.on("data", (text) => {
    err += text;
  });
  const ended = new Promise<{ code: number | null; err: string }>((done) =>
    child.on("close", (code) => done({ code, err })),
  );
  return { child, ended };
}

async function underWay(log: string, child: ChildProcess): Promise<void> {
  child.stdout?.resume();
  while (!existsSync(log) || readFileSync(log, "utf8").split("\n").length < 5)
    await new Promise((later) => setTimeout(later, 5));
}

describe("a log that two processes want", () => {
  it("is written by the first alone, and whole in the end", { timeout: 60_000 }, async () => {
    const log = join(folder, "shared.jsonl");
    const first = search(log);
    await underWay(log, first.child);
    const second = search(log, "--resume");
    second.child.stdout.resume();
    expect(await second.ended).toMatchObject({ code: 1 });
    expect((await second.ended).err).toContain(`is held by process ${first.child.pid} on `);
    expect(await first.ended).toMatchObject({ code: 0, err: "" });
    expect((await readTrialLog(log)).trials).toHaveLength(400);
    expect(existsSync(`${log}.lock`)).toBe(false);
  });

  it("is not given to another thread of its process until that one is over, however it ends", async () => {
    const log = join(folder, "threads.jsonl");
    const { holdFile } = createRequire(import.meta.url)(join(lab, "lib/dist/trials/index.js"));
    const code = `const { parentPort, workerData: [door, log] } = require("node:worker_threads");
      try { require(door).holdFile(log); parentPort.postMessage("held"); } catch (error) { parentPort.postMessage(error.message); }
      setInterval(() => {}, 1000);`;
    const open = async () => {
      const worker = new Worker(code, { eval: true, workerData: [join(lab, "lib/dist/trials/index.js"), log] });
      const [said] = await once(worker, "message");
      return { worker, said };
    };
    const release = holdFile(log);
    const refused = await open();
    expect(refused.said).toContain("is held by another run of this process");
    await refused.worker.terminate();
    expect(existsSync(`${log}.lock`)).toBe(true);
    release();
    const holding = await open();
    expect(holding.said).toBe("held");
    expect(() => holdFile(log)).toThrow("is held by another run of this process");
    await holding.worker.terminate();
    holdFile(log)();
    expect(existsSync(`${log}.lock`)).toBe(false);
  });

  it("is let go at a signal, and taken over from a process that was killed", { timeout: 60_000 }, async () => {
    for (const [signal, left] of [
      ["SIGINT", false],
      ["SIGKILL", true],
    ] as const) {
      const log = join(folder, `${signal}.jsonl`);
      const first = search(log);
      await underWay(log, first.child);
      first.child.kill(signal);
      await first.ended;
      expect(existsSync(`${log}.lock`)).toBe(left);
      const second = search(log, "--resume");
      second.child.stdout.resume();
      expect(await second.ended).toMatchObject({ code: 0, err: "" });
      expect((await readTrialLog(log)).trials).toHaveLength(400);
      expect(existsSync(`${log}.lock`)).toBe(false);
    }
  });
});

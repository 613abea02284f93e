import { spawn } from "node:child_process";
import fs, { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { hostname } from "node:os";
import { join } from "node:path";
import { holdFile } from "isocompute/trials";
import { describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const folder = temporaryFolder("hold");
let files = 0;
const path = () => join(folder, `${files++}.jsonl`);
const lockedBy = (pid: number, host = hostname()) => {
  const log = path();
  writeFileSync(`${log}.lock`, `${JSON.stringify({ pid, host })}\n`);
  return log;
};

/** The number of a process that is over. */
async function gone(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => child.on("exit", resolve));
  return child.pid ?? 0;
}

describe("holdFile(path)", () => {
  it("keeps a second writer off until it is let go, and leaves nothing behind", () => {
    const log = path();
    const release = holdFile(log);
    expect(() => holdFile(log)).toThrow(
      `${log}: requires to be written by one run alone, but is held by another run of this process; wait`,
    );
    release();
    release();
    expect(existsSync(`${log}.lock`)).toBe(false);
    const next = holdFile(log);
    release();
    expect(existsSync(`${log}.lock`)).toBe(true);
    next();
  });

  it("knows a file by all its names", () => {
    const log = path();
    writeFileSync(log, "");
    symlinkSync(log, `${log}.link`);
    const release = holdFile(log);
    expect(() => holdFile(`${log}.link`)).toThrow("another run of this process");
    release();
  });

  it("names a process that lives, and whoever cannot be asked", () => {
    expect(() => holdFile(lockedBy(process.ppid))).toThrow(`is held by process ${process.ppid} on ${hostname()}`);
    expect(() => holdFile(lockedBy(1, "elsewhere"))).toThrow("is held by process 1 on elsewhere");
    const log = path();
    writeFileSync(`${log}.lock`, "");
    expect(() => holdFile(log)).toThrow(
      `whom its lock does not name; wait for its end, or remove the lock if it is over`,
    );
  });

  it("takes over from a process that is gone, and from an earlier one of its own number", async () => {
    for (const pid of [await gone(), process.pid]) {
      const log = lockedBy(pid);
      const release = holdFile(log);
      expect(() => holdFile(log)).toThrow("another run of this process");
      release();
    }
    expect(readdirSync(folder).filter((name) => /\.lock\./.test(name))).toEqual([]);
  });

  it("is held against another copy of the module, and a lock of an earlier process of the same number is not", async () => {
    const log = path();
    const release = holdFile(log);
    vi.resetModules();
    const copy = await import("isocompute/trials");
    expect(copy.holdFile).not.toBe(holdFile);
    expect(() => copy.holdFile(log)).toThrow("another run of this process");
    expect(existsSync(`${log}.lock`)).toBe(true);
    // An earlier process's number of its open file may be anything's now.
    const earlier = path();
    const { fd } = JSON.parse(readFileSync(`${log}.lock`, "utf8"));
    for (const other of [fd, 0, 1e6]) {
      writeFileSync(`${earlier}.lock`, JSON.stringify({ pid: process.pid, host: hostname(), fd: other }));
      copy.holdFile(earlier)();
    }
    release();
    copy.holdFile(log)();
    expect(existsSync(`${log}.lock`)).toBe(false);
  });

  it("leaves alone the lock that another makes while it takes over, and nothing of its own", async () => {
    const log = lockedBy(await gone());
    const open = fs.openSync;
    const beforeIt = (...args: Parameters<typeof open>) => {
      // Between the look at the lock and its removal somebody who lives takes it over.
      if (String(args[0]) !== `${log}.lock`) {
        writeFileSync(`${log}.lock`, JSON.stringify({ pid: process.ppid, host: hostname() }));
        beforeIt.times++;
      }
      return open(...args);
    };
    beforeIt.times = 0;
    fs.openSync = beforeIt;
    syncBuiltinESMExports();
    try {
      expect(() => holdFile(log)).toThrow(`is held by process ${process.ppid} on ${hostname()}`);
    } finally {
      fs.openSync = open;
      syncBuiltinESMExports();
    }
    expect(beforeIt.times).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(`${log}.lock`, "utf8")).pid).toBe(process.ppid);
    expect(readdirSync(folder).filter((name) => /\.lock\./.test(name))).toEqual([]);
  });

  it("is refused while another takes it over", async () => {
    const log = lockedBy(await gone());
    writeFileSync(`${log}.lock.taking`, "");
    expect(() => holdFile(log)).toThrow(
      `another takes it over from one that is gone; wait for its end, or remove ${log}.lock.taking if it is over`,
    );
    rmSync(`${log}.lock.taking`);
    holdFile(log)();
  });

  it("does not remove what another has put in place of a lock that was removed by hand", () => {
    const log = path();
    const release = holdFile(log);
    rmSync(`${log}.lock`);
    writeFileSync(`${log}.lock`, JSON.stringify({ pid: process.ppid, host: hostname() }));
    release();
    expect(existsSync(`${log}.lock`)).toBe(true);
  });

  it("says which folder is not there, and that a folder is no file", () => {
    expect(() => holdFile(join(folder, "none", "x.jsonl"))).toThrow(
      `requires a folder that is there, got none at ${join(folder, "none")}`,
    );
    mkdirSync(join(folder, "sub"), { recursive: true });
    expect(() => holdFile(join(folder, "sub"))).toThrow("requires a file, got a folder");
    expect(() => holdFile(join(lockedBy(1, "x"), "y"))).toThrow("requires a folder that is there");
  });
});

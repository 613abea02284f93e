import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createRng } from "isocompute/core";
import { openStore } from "isocompute/environments";
import { afterAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const repository = resolve(import.meta.dirname, "../..");
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

function isocompute(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(repository, "lib/bin/isocompute.js"), ...args], {
    cwd: repository,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

async function output(child: ChildProcess): Promise<{ code: number | null; out: string }> {
  let out = "";
  child.stdout?.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr?.resume();
  const [code] = await once(child, "close");
  return { code, out };
}

describe("a live run that is killed", () => {
  it("ends, after 50 kills at random moments, with the same scores and no sample bought twice", {
    timeout: 600_000,
  }, async () => {
    const server = isocompute(
      "serve",
      "--task",
      "2wiki",
      "--simulated",
      "7",
      "--questions",
      "60",
      "--faults",
      "0.3",
      "--fault-kinds",
      "slow,busy,reset,truncated",
    );
    const url = await new Promise<string>((ready) =>
      server.stdout?.once("data", (chunk) => ready(String(chunk).trim())),
    );
    server.stderr?.resume();
    const store = join(temporaryFolder("killed"), "s.db");
    const allocation = [
      "--allocation",
      "Retrieval=Qwen2.5-7B:15,Question Answering=Llama-3.2-3B:15",
      "--questions",
      "60",
      "--task",
      "2wiki",
      "--json",
    ];
    const live = [
      "evaluate",
      "--world",
      "live",
      "--base-url",
      url,
      "--store",
      store,
      "--concurrency",
      "8",
      "--attempts",
      "12",
      ...allocation,
    ];
    const rng = createRng("kills");
    let kills = 0;
    while (kills < 50) {
      const child = isocompute(...live);
      const ended = output(child);
      // From before its first call to well into its work; each run begins where the last one was killed.
      const timer = setTimeout(() => child.kill("SIGKILL"), 150 + rng.below(900));
      const { code } = await ended;
      clearTimeout(timer);
      kills += 1;
      if (code === 0) break; // it was done before it could be killed
    }
    const last = await output(isocompute(...live));
    expect(last.code).toBe(0);
    const straight = await output(isocompute("evaluate", "--world", "simulate:7", ...allocation));
    expect(JSON.parse(last.out).outcome.perQuestion).toEqual(JSON.parse(straight.out).outcome.perQuestion);
    const opened = openStore(store);
    expect(opened.verify()).toEqual([]);
    const { completions, samples } = opened.totals();
    expect(completions).toBe(samples);
    expect(samples).toBe(60 * 31);
    opened.close();
    console.log(`kills: ${kills}`);
    server.kill("SIGTERM");
  });
});

import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelClient } from "../kernel/client.js";
import { stuckCells } from "../kernel/interrupts.js";
import { nodes } from "../kernel/nodes.js";

describe.each(nodes)("interrupt_request on Node %s", (_, node) => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start({ node });
    await kernel.run("let keep = 41; let turns = 0; const readTurns = () => turns");
  });
  afterAll(() => kernel.stop());

  for (const [what, code] of Object.entries(stuckCells))
    it(`stops ${what} and keeps the variables`, async () => {
      const cell = kernel.run(code, { timeout: 0 });
      await sleep(300);
      expect(await kernel.request("control", "interrupt_request")).toMatchObject({ status: "ok" });
      expect((await cell).error?.ename).toBe("KeyboardInterrupt");
      expect((await kernel.run("keep + 1")).result).toBe("42");
    });

  it("keeps what a stopped loop had reached", async () => {
    for (const prefix of ["", "await null; "]) {
      await kernel.run("turns = 0");
      const cell = kernel.run(`${prefix}let mine = 0; for (;;) { mine++; turns++ }`, { timeout: 0 });
      await sleep(400);
      await kernel.request("control", "interrupt_request");
      expect((await cell).status).toBe("error");
      expect(Number((await kernel.run("readTurns()")).result)).toBeGreaterThan(1000);
      expect(Number((await kernel.run("mine")).result)).toBeGreaterThan(1000);
    }
  });

  it("never stops a type check: the cell does not begin, and the kernel goes on checking", async () => {
    const members = Array.from({ length: 60 }, (_, i) => `{ k: ${i}; v${i}: string }`).join(" | ");
    const slow = `type U = ${members}; type Cross<A, B> = A extends U ? (B extends U ? [A, B] : never) : never; type Big = Cross<U, U>; let ran = true; const x: Big = 0 as any;`;
    for (const delay of [20, 60, 120, 200, 350]) {
      const cell = kernel.run(slow, { timeout: 0 });
      await sleep(delay);
      await kernel.request("control", "interrupt_request");
      await cell;
      expect((await kernel.run(`const after${delay}: number = 'wrong'`)).error?.ename).toBe("TypeScriptError");
      expect((await kernel.run("keep + 1")).result).toBe("42");
    }
  });

  it("stops a cell at whatever moment and however often it is asked, and the next one runs", async () => {
    for (const delay of [0, 5, 10, 20, 30, 50, 80, 120]) {
      let ended = false;
      const cell = kernel.run(`const at${delay} = { delay: ${delay} }; while (true) await null`, { timeout: 0 });
      const end = cell.finally(() => {
        ended = true;
      });
      await sleep(delay);
      const requests: Promise<unknown>[] = [];
      while (!ended) {
        for (let i = 0; i < 3; i++) requests.push(kernel.request("control", "interrupt_request"));
        await Promise.race([end, sleep(60)]);
      }
      await Promise.all(requests);
      expect((await cell).error?.ename).toBe("KeyboardInterrupt");
      expect((await kernel.run("await new Promise((done) => setTimeout(done, 5)); keep + 1")).result).toBe("42");
    }
  });

  it("does nothing when nothing runs", async () => {
    await kernel.request("control", "interrupt_request");
    expect((await kernel.run("keep + 1")).result).toBe("42");
  });

  it("is stopped by SIGINT as well, where that can be", async () => {
    const cell = kernel.run("for (;;) {}", { timeout: 0 });
    await sleep(300);
    kernel.kernel.process.signal("SIGINT");
    expect((await cell).error?.ename).toBe("KeyboardInterrupt");
    expect((await kernel.run("keep + 1")).result).toBe("42");
  });

  it("ends a busy kernel on a shutdown request", async () => {
    const doomed = await KernelClient.start({ node });
    doomed.run("for (;;) {}", { timeout: 0 }).catch(() => {});
    await sleep(200);
    expect(await doomed.request("control", "shutdown_request", { restart: false })).toMatchObject({ status: "ok" });
    await doomed.kernel.process.exited;
  });
});

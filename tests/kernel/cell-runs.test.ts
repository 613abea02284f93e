import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { CellRuns } from "../../lib/src/kernel/control/cell-runs.js";
import { UserCode } from "../../lib/src/kernel/control/user-code.js";
import type { Executor } from "../../lib/src/kernel/engine.js";

/** A kernel of nothing but an engine that checks, runs and awaits as it is told. */
class FakeKernel {
  readonly userCode: UserCode = new UserCode(UserCode.buffer());
  readonly errors: unknown[] = [];
  readonly runs: CellRuns = new CellRuns(this.userCode, (error) => this.errors.push(error));
  /** Whether the control thread could terminate something, at each moment of a cell's life. */
  readonly terminable: Record<string, boolean> = {};
  readonly executor: Executor;
  #last: Promise<boolean> = Promise.resolve(true);
  #reject: (error: unknown) => void = () => {};

  /** @param deaf the engine's news of an interrupt are lost, as they are when a termination drops its microtasks */
  constructor(program: () => Promise<unknown> | undefined, deaf = false) {
    this.executor = {
      execute: async () => {
        this.note("checking");
        const value = this.runs.enter(() => {
          this.note("at the start");
          return program();
        });
        const interrupted = new Promise((_, reject) => {
          this.#reject = reject;
        });
        try {
          await Promise.race([value, interrupted]);
          return true;
        } catch (error) {
          this.errors.push(error);
          return false;
        }
      },
      interrupt: () => {
        if (!deaf) this.#reject(new Error("Interrupted asynchronously"));
      },
      close() {},
    };
    this.runs.tap(this.executor);
  }

  note(moment: string): void {
    this.terminable[moment] = this.userCode.claimTermination();
    this.userCode.releaseTermination();
  }

  async run(): Promise<boolean | undefined> {
    let ok: boolean | undefined;
    await this.runs.serve(async () => {
      this.note("received");
      const before = this.#last;
      this.#last = before.then(() => this.executor.execute("")); // as the kernel's queue does
      ok = await this.#last;
      this.note("replying");
    });
    this.note("idle");
    return ok;
  }
}

describe("CellRuns", () => {
  it("lets nothing of the kernel's own be terminated, and all that is the user's", async () => {
    const kernel = new FakeKernel(async () => {
      await sleep(1);
      kernel.note("awaiting");
    });
    expect(await kernel.run()).toBe(true);
    expect(kernel.terminable).toEqual({
      received: false,
      checking: false,
      "at the start": false, // SIGINT stops it
      awaiting: true,
      replying: false,
      idle: true,
    });
  });

  it("is the kernel's until the next cell runs, where cells wait for one another", async () => {
    const kernel = new FakeKernel(() => undefined);
    const both = Promise.all([kernel.run(), kernel.run()]);
    await nextTurn();
    kernel.note("between");
    await both;
    expect(kernel.terminable["between"]).toBe(false);
  });

  for (const deaf of [false, true])
    it(`ends an interrupted cell, and tells so once, ${deaf ? "even if the engine's own news were dropped" : "as the engine does"}`, async () => {
      const kernel = new FakeKernel(() => new Promise(() => {}), deaf);
      const ok = kernel.run();
      await sleep(5);
      kernel.executor.interrupt();
      expect(await ok).toBe(false);
      expect(kernel.errors.map(String)).toEqual([expect.stringMatching(/interrupted/i)]);
    });

  it("does not enter a program that was stopped before it began", async () => {
    let entered = false;
    const kernel = new FakeKernel(() => {
      entered = true;
      return undefined;
    });
    const ok = kernel.run();
    await Promise.resolve();
    kernel.userCode.forbid(kernel.userCode.run);
    await expect(ok).rejects.toThrow("interrupted");
    expect(entered).toBe(false);
  });

  it("leaves a cell alone when the interrupt was meant for an earlier one", async () => {
    const kernel = new FakeKernel(() => sleep(10));
    await kernel.run();
    const second = kernel.run();
    await sleep(2);
    kernel.runs.interrupt(kernel.userCode.run - 1);
    expect(await second).toBe(true);
  });
});

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { CellQueue } from "../../lib/src/kernel/cell-queue.js";

class Refused extends Error {}

describe("CellQueue", () => {
  const fail = async (): Promise<never> => {
    throw new RangeError("cell");
  };

  it("runs one task at a time, in order", async () => {
    const queue = new CellQueue(() => new Refused());
    const log: string[] = [];
    const task = (name: string) => async () => {
      log.push(`${name} begins`);
      await sleep(1);
      log.push(`${name} ends`);
    };
    await Promise.all([queue.add(task("a")), queue.add(task("b"))]);
    expect(log).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  });

  it("turns down what was queued when a task fails, and runs what comes after", async () => {
    const queue = new CellQueue(() => new Refused());
    const first = queue.add(fail);
    const second = queue.add(async () => 2);
    await expect(first).rejects.toThrow(RangeError);
    await expect(second).rejects.toThrow(Refused);
    await expect(queue.add(async () => 3)).resolves.toBe(3);
  });

  it("goes on when the failing request asked for it", async () => {
    const queue = new CellQueue(() => new Refused());
    queue.next = { continueAfterError: true };
    const first = queue.add(fail);
    const second = queue.add(async () => 2);
    await expect(first).rejects.toThrow(RangeError);
    await expect(second).resolves.toBe(2);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { StreamBuffer } from "../../lib/src/kernel/stream-buffer.js";

describe("StreamBuffer", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("loses nothing and keeps the order of stdout and stderr", () => {
    const sent: [string, string][] = [];
    const buffer = new StreamBuffer((name, text) => sent.push([name, text]));
    for (let i = 0; i < 100_000; i++) buffer.write(i % 1000 < 500 ? "stdout" : "stderr", `${i}\n`);
    buffer.flush();
    expect(sent.map(([, text]) => text).join("")).toBe(Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join(""));
    expect(sent.length).toBeLessThan(250);
  });

  it("sends a lone write after a moment, without being asked", () => {
    const sent: string[] = [];
    const buffer = new StreamBuffer((_, text) => sent.push(text));
    buffer.write("stdout", "first"); // at once: nothing was sent for long
    buffer.write("stdout", "second");
    expect(sent).toEqual(["first"]);
    vi.advanceTimersByTime(25);
    expect(sent).toEqual(["first", "second"]);
  });

  it("sends nothing when nothing was written", () => {
    const send = vi.fn();
    new StreamBuffer(send).flush();
    expect(send).not.toHaveBeenCalled();
  });
});

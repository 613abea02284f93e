import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KernelClient } from "../kernel/client.js";

describe("the kernel", () => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start();
  });
  afterAll(() => kernel.stop());

  it("shows functions what later cells assign", async () => {
    await kernel.run("let c = 0; function show() { return c }");
    expect((await kernel.run("c = 5; show()")).result).toBe("5");
    await kernel.run("let c = 7");
    expect((await kernel.run("show()")).result).toBe("7");
  });

  it("loses none of a million lines", async () => {
    const { stdout } = await kernel.run("for (let i = 0; i < 1e6; i++) console.log(i)", { timeout: 120_000 });
    expect(stdout.split("\n").length).toBe(1_000_001);
    expect(stdout.endsWith("999999\n")).toBe(true);
  });

  it("reports an error with the cell's own line, in the cell where it lies", async () => {
    await kernel.run("interface P { a: number }\n\n\nfunction fail(p: P) {\n  throw new RangeError('no ' + p.a)\n}");
    const { status, error } = await kernel.run("const p: P = {\n  a: 1 }\nfail(p)");
    expect(status).toBe("error");
    expect(error).toMatchObject({ ename: "RangeError", evalue: "no 1" });
    expect(error?.traceback).toMatch(/RangeError: no 1/);
    expect(error?.traceback).toMatch(/at fail \(In\[\d+\]:5:9\)\n {4}at In\[\d+\]:3:1/);
    expect(error?.traceback).toContain("---->   5 |   throw new RangeError('no ' + p.a)");
  });

  it("shows a loop of the cell's own as the cell's own line", async () => {
    const { error } = await kernel.run(
      "let n = 0\nfor (const x of [1, 2]) {\n  n += x\n  if (n > 2) throw new Error('at three')\n}",
    );
    expect(error?.traceback.match(/^ {4}at .*/gm)).toEqual([expect.stringMatching(/^ {4}at In\[\d+\]:4:20$/)]);
    const inner = await kernel.run(
      "let m = 0; const fail = () => { throw new Error('inner') }\nwhile (true) { m++; fail() }",
    );
    const frames = inner.error?.traceback.match(/^ {4}at .*/gm);
    expect(frames).toEqual(
      [/^ {4}at fail \(In\[\d+\]:1:39\)$/, /^ {4}at In\[\d+\]:2:21$/].map((line) => expect.stringMatching(line)),
    );
    expect((await kernel.run("[n, m]")).result).toBe("[ 3, 1 ]");
  });

  it("shows what nobody caught under the cell that started it, without the kernel's own frames", async () => {
    const { stderr } = await kernel.run("Promise.reject(new Error('floating')); 1");
    expect(stderr).toMatch(/^UnhandledPromiseRejection: Error: floating\n {4}at In\[\d+\]:1:16\n$/);
    const late = await kernel.run(
      "setTimeout(() => { throw new Error('in a timer') }, 10); await new Promise((done) => setTimeout(done, 50))",
    );
    expect(late.stderr).toMatch(/^UncaughtException: Error: in a timer\n {4}at Timeout.* \(In\[\d+\]:1:26\)\n/);
    expect(late.stderr).not.toMatch(/[\\/]kernel[\\/]/);
  });

  it("says of what comes after a cell's end, and of nothing else, that it is late", async () => {
    const seen: unknown[] = [];
    const stop = kernel.kernel.channels.listen(({ header, parent_header: parent, metadata, content }, from) => {
      if (from !== "iopub" || !["stream", "display_data"].includes(header.msg_type)) return;
      const text = content["text"] ?? (content["data"] as Record<string, string>)["text/plain"];
      seen.push([text, metadata["late"] ?? false, parent.msg_id === asked]);
    });
    let asked: string | undefined;
    const { messages } = await kernel.run(
      "import * as tslab from 'tslab'; console.log('first'); await null; tslab.display.text('shown')\n" +
        "void (async () => { await new Promise((done) => setTimeout(done, 200)); console.log('late'); tslab.display.text('shown late') })()\n" +
        "await new Promise((done) => setTimeout(done, 1)); console.log('last')",
    );
    asked = messages[0]?.parent_header.msg_id;
    await expect.poll(() => seen.length).toBe(5);
    stop();
    expect(seen.slice(0, 3)).toEqual(["first\n", "shown", "last\n"].map((text) => [text, false, false]));
    expect(seen.slice(3)).toEqual(["late\n", "shown late"].map((text) => [text, true, true]));
  });

  it("runs the next cell after an error, and turns down what was queued behind it", async () => {
    const [, queued] = await Promise.all([kernel.run("throw 1"), kernel.run("2")]);
    expect(queued.status).toBe("aborted");
    expect((await kernel.run("3")).result).toBe("3");
  });

  it("stops a loop that follows an await, and keeps the variables", async () => {
    await kernel.run("let keep = 41; let turns = 0");
    const cell = kernel.run("await null; for (;;) turns++");
    await new Promise((done) => setTimeout(done, 500));
    await kernel.request("control", "interrupt_request");
    expect((await cell).error?.ename).toBe("KeyboardInterrupt");
    expect((await kernel.run("keep + 1")).result).toBe("42");
    expect(Number((await kernel.run("turns")).result)).toBeGreaterThan(1000);
  });
});

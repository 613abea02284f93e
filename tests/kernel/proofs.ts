import { setTimeout as sleep } from "node:timers/promises";
import type { KernelClient } from "./client.js";

/** For each mend, something that goes wrong without it: true if it goes right. May end the kernel. */
export const proofs: Readonly<Record<string, (kernel: KernelClient) => Promise<boolean>>> = {
  async "prompt-binding"(kernel) {
    const { implementation } = await kernel.request("shell", "kernel_info_request", {}, 3000);
    return typeof implementation === "string";
  },
  async "output-queue"(kernel) {
    const code = "import * as tslab from 'tslab'; for (let i = 0; i < 2000; i++) tslab.display.text(String(i))";
    const { messages } = await kernel.run(code);
    return messages.filter(({ header }) => header.msg_type === "display_data").length === 2000;
  },
  async "execute-input"(kernel) {
    const { messages } = await kernel.run("1 + 1");
    const input = messages.find(({ header }) => header.msg_type === "execute_input")?.content;
    return input?.["code"] === "1 + 1" && typeof input["execution_count"] === "number";
  },
  async "execute-result"(kernel) {
    const { result, stdout } = await kernel.run("[1, 'a']");
    return result === "[ 1, 'a' ]" && stdout === "";
  },
  async "stream-coalescing"(kernel) {
    const { messages } = await kernel.run("for (let i = 0; i < 400; i++) console.log(i)");
    return messages.filter(({ header }) => header.msg_type === "stream").length < 100;
  },
  async "late-output"(kernel) {
    await kernel.run("setTimeout(() => console.log('from the first'), 150); 0");
    const { stdout } = await kernel.run("await new Promise((done) => setTimeout(done, 400)); console.log('second')");
    return !stdout.includes("from the first");
  },
  async "clear-output"(kernel) {
    const { messages } = await kernel.run(
      "import { clearOutput } from 'isocompute/notebook'; console.log(1); clearOutput({ wait: true }); console.log(2)",
    );
    const seen = messages.map(({ header, content }) => [header.msg_type, content["text"] ?? content["wait"]]);
    const outputs = seen.filter(([type]) => !["status", "execute_input"].includes(String(type)));
    return JSON.stringify(outputs) === '[["stream","1\\n"],["clear_output",true],["stream","2\\n"]]';
  },
  async "queue-after-error"(kernel) {
    await kernel.run("throw new Error('first')");
    return (await kernel.run("'second'")).status === "ok";
  },
  async "error-messages"(kernel) {
    const { error, reply } = await kernel.run("throw new RangeError('why')");
    return error?.ename === "RangeError" && reply["evalue"] === "why" && Array.isArray(reply["traceback"]);
  },
  async "package-exports"(kernel) {
    return (await kernel.run("import { gzipSync } from 'fflate/node'; typeof gzipSync")).status === "ok";
  },
  async "es2023-library"(kernel) {
    return (await kernel.run("[3, 1].toSorted().findLast((x) => x < 3)")).status === "ok";
  },
  async "strict-types"(kernel) {
    return (await kernel.run("const name: string = null")).status === "error";
  },
  async "live-variables"(kernel) {
    await kernel.run("let c = 0; function show() { return c }");
    const { result, stdout } = await kernel.run("c = 5; show()");
    return (result ?? stdout.trim()) === "5";
  },
  async "source-positions"(kernel) {
    const { error, stderr } = await kernel.run("type A = 1\n\n\nthrow new Error('line four')");
    return /In\[\d+\]:4:7/.test(error?.traceback ?? stderr);
  },
  async "top-level-await"(kernel) {
    return (await kernel.run("for await (const x of [1]) console.log(x)")).stdout === "1\n";
  },
  async "complete-declarations"(kernel) {
    await kernel.run("namespace N { export const v = 3 } for (var k of [1, 2]) {}");
    await kernel.run("1");
    return (await kernel.run("N.v.toFixed() + k.toFixed()")).status === "ok";
  },
  async "exported-declarations"(kernel) {
    return (await kernel.run("export const x = 1; x + 1")).status === "ok";
  },
  async "kept-declarations"(kernel) {
    await kernel.run("let reached = 1; throw new Error('then')");
    await sleep(300); // the engine turns requests down for a while after an error
    return (await kernel.run("reached")).status === "ok";
  },
  async "kernel-info"(kernel) {
    const { status, language_info: language } = await kernel.request("shell", "kernel_info_request");
    return status === "ok" && (language as { version: string }).version === "5.0.4";
  },
  async "other-requests"(kernel) {
    await kernel.run("1 + 41");
    const { channels } = kernel.kernel;
    const type = new Promise<string>((done) => {
      const stop = channels.listen((message, from) => {
        if (from === "iopub" || message.parent_header.msg_id !== id) return;
        stop();
        done(message.header.msg_type);
      });
      const id = channels.send("shell", "comm_info_request", {});
    });
    if ((await type) !== "comm_info_reply") return false;
    const { history } = await kernel.request("shell", "history_request", { hist_access_type: "tail", n: 1 }, 2000);
    return JSON.stringify(history).includes("1 + 41");
  },
  async "code-positions"(kernel) {
    await kernel.run("const total = 1");
    const code = "'😀😀'; tot";
    const { matches, cursor_start } = await kernel.request("shell", "complete_request", {
      code,
      cursor_pos: [...code].length,
    });
    return (matches as string[]).includes("total") && cursor_start === [...code].length - 3;
  },
  async "invalid-code"(kernel) {
    const status = async (code: string) => (await kernel.request("shell", "is_complete_request", { code }))["status"];
    return (await status("const = 1")) === "invalid" && (await status("let s = `open")) === "incomplete";
  },
  async "prompt-exit"(kernel) {
    await kernel.run("setInterval(() => {}, 1000); 0");
    return endsWithin(kernel, 1000, () => kernel.kernel.channels.send("shell", "shutdown_request", { restart: false }));
  },
  async "control-thread"(kernel) {
    const cell = kernel.run("await null; for (;;) {}", { timeout: 6 });
    cell.catch(() => {});
    await sleep(400);
    await kernel.request("control", "interrupt_request", {}, 4000);
    return (await cell).status === "error";
  },
  async "parent-watch"(kernel) {
    // The kernel of this one is started by a shell; see the test.
    const [pid, parent] = (await kernel.run("console.log(process.pid, process.ppid)")).stdout.split(" ").map(Number);
    if (pid === undefined || parent === undefined) throw new Error("the kernel did not say its process numbers");
    kernel.run("for (;;) {}").catch(() => {});
    await sleep(300);
    process.kill(parent, "SIGKILL");
    const gone = (): boolean => {
      try {
        return !process.kill(pid, 0);
      } catch {
        return true;
      }
    };
    for (let waited = 0; waited < 5000 && !gone(); waited += 100) await sleep(100); // two seconds on a quiet machine
    if (gone()) return true;
    process.kill(pid, "SIGKILL");
    return false;
  },
  async "quiet-watchers"(kernel) {
    const { stdout } = await kernel.run(
      "import { readdirSync, readFileSync } from 'node:fs';\n" +
        "console.log(readdirSync('/proc/self/fdinfo').map((fd) => {\n" +
        "  try { return readFileSync('/proc/self/fdinfo/' + fd, 'utf8').split('inotify wd:').length - 1 } catch { return 0 }\n" +
        "}).reduce((a, b) => a + b, 0))",
    );
    return Number(stdout) < 150;
  },
};

async function endsWithin(kernel: KernelClient, milliseconds: number, ask: () => void): Promise<boolean> {
  ask();
  const ended = kernel.kernel.process.exited.then(() => true);
  return Promise.race([ended, sleep(milliseconds).then(() => false)]);
}

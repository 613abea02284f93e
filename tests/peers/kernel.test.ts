import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { installKernel } from "isocompute/kernel";
import { describe, expect, it } from "vitest";
import { jupyterLabClient, startServer } from "./jupyter-server.js";
import { python, pythonHas, withJupyterFolder } from "./peer.js";

const services = jupyterLabClient();

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string;
  readonly ename?: string;
  readonly data?: Record<string, string>;
}

interface CellWork {
  readonly code: string;
  readonly metadata?: object;
}

function run(script: string, input: string, env: NodeJS.ProcessEnv, kernel: string): { out: string; err: string } {
  const { stdout, stderr } = spawnSync(python, [join(import.meta.dirname, script), kernel], {
    env,
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 170_000,
  });
  return { out: stdout, err: stderr };
}

describe.runIf(pythonHas("jupyter_kernel_test"))("jupyter_kernel_test", () => {
  it("finds no failure", async () => {
    await withJupyterFolder((folder, env) => {
      installKernel(join(folder, "data/kernels"));
      const { err } = run("kernel_conformance.py", "", env, "isocompute");
      expect(err).toMatch(/\nOK( \(skipped=\d+\))?\n$/);
      expect(err).toMatch(/Ran 1\d tests/);
    });
  });
});

describe.runIf(pythonHas("nbclient"))("nbclient", () => {
  const outputs = async (cells: readonly CellWork[], timeout = 30): Promise<Output[][]> =>
    withJupyterFolder((folder, env) => {
      installKernel(join(folder, "data/kernels"));
      const { out, err } = run("kernel_nbclient.py", JSON.stringify({ cells, timeout }), env, "isocompute");
      if (out === "") throw new Error(err);
      const { cells: done }: { cells: { outputs: Output[] }[] } = JSON.parse(out);
      return done.map((cell) => cell.outputs);
    });
  const text = (cell: readonly Output[] | undefined): string =>
    (cell ?? []).map((output) => output.text ?? "").join("");

  it("gets every line, the error with its name, and the cells after it", async () => {
    const [flood, failing, next] = await outputs([
      { code: "for (let i = 0; i < 20000; i++) console.log(i)" },
      { code: "throw new RangeError('why')", metadata: { tags: ["raises-exception"] } },
      { code: "'after'" },
    ]);
    expect(text(flood).split("\n").length).toBe(20_001);
    expect(failing?.[0]).toMatchObject({ output_type: "error", ename: "RangeError" });
    expect(next?.[0]).toMatchObject({ output_type: "execute_result", data: { "text/plain": "'after'" } });
  });

  for (const [what, code] of [
    ["a synchronous loop", "for (;;) {}"],
    ["a wait without end", "await new Promise(() => {})"],
    ["a loop after a wait", "await null; for (;;) {}"],
    ["waits without end", "while (true) await null"],
    ["a loop that catches everything", "for (;;) { try { for (;;) {} } catch {} }"],
  ] as const)
    it(`stops ${what} after its time and keeps the variables`, async () => {
      const [, stuck, next] = await outputs([{ code: "let keep = 41" }, { code }, { code: "keep + 1" }], 2);
      expect(stuck?.at(-1)).toMatchObject({ output_type: "error", ename: "KeyboardInterrupt" });
      expect(next?.[0]?.data).toEqual({ "text/plain": "42" });
    });
});

describe.runIf(pythonHas("jupyter_server") && services !== undefined)(
  "@jupyterlab/services against jupyter_server",
  () => {
    it("runs, reports, interrupts and restarts as JupyterLab does", async () => {
      const outcomes = await withJupyterFolder(async (folder, env) => {
        installKernel(join(folder, "data/kernels"));
        const server = await startServer(folder, env);
        try {
          const client = join(import.meta.dirname, "jupyterlab-client.cjs");
          const args = [client, services ?? "", server.url, server.token, "isocompute"];
          const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 150_000 });
          if (stdout === "") throw new Error(stderr);
          return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
        } finally {
          server.stop();
        }
      });
      const stopped = { ename: "KeyboardInterrupt", keeps: "42" };
      expect(outcomes).toMatchObject({
        language: "typescript",
        value: { status: "ok", result: "42" },
        error: { status: "error", ename: "RangeError" },
        interrupts: {
          "a synchronous loop": stopped,
          "a wait without end": stopped,
          "a loop after a wait": stopped,
          "waits without end": stopped,
          "a loop that catches everything": stopped,
        },
        lines: 20_001,
        afterRestart: { status: "ok", result: "'undefined'" },
      });
    });
  },
);

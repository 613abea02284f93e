import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { installKernel } from "isocompute/kernel";
import { describe, expect, it } from "vitest";
import { stuckCells } from "../kernel/interrupts.js";
import { nodes } from "../kernel/nodes.js";
import { temporaryFolder } from "../temporary-folder.js";
import { jupyterFolders, peerWith } from "./jupyter.js";
import { jupyterLabClient, startServer } from "./jupyter-server.js";

const conformance = peerWith("jupyter_kernel_test");
const nbclient = peerWith("nbclient");
const server = peerWith("jupyter_server");
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

function run(
  python: string,
  script: string,
  input: string,
  env: NodeJS.ProcessEnv,
): { readonly out: string; readonly err: string; readonly status: number | null } {
  const { stdout, stderr, status } = spawnSync(python, [join(import.meta.dirname, script), "isocompute"], {
    env,
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 170_000,
  });
  return { out: stdout, err: stderr, status };
}

/** A folder of Jupyter's own that holds the kernel, and the environment in which it is found. */
function registered(node: string): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
  const folder = temporaryFolder("peer");
  installKernel(join(folder, "data/kernels"), { node });
  return { folder, env: jupyterFolders(folder) };
}

describe.each(nodes)("the kernel on Node %s", (_, node) => {
  describe.runIf(conformance)("jupyter_kernel_test", () => {
    it("finds no failure", () => {
      const { err } = run(conformance ?? "", "kernel_conformance.py", "", registered(node).env);
      expect(err).toMatch(/\nOK( \(skipped=\d+\))?\n$/);
      expect(err).toMatch(/Ran 1\d tests/);
    });
  });

  describe.runIf(nbclient)("nbclient", () => {
    const outputs = (cells: readonly CellWork[]): Output[][] => {
      const work = JSON.stringify({ cells, timeout: 30 });
      const { out, err, status } = run(nbclient ?? "", "kernel_nbclient.py", work, registered(node).env);
      if (status !== 0) throw new Error(`nbclient ended with ${status}: ${err}`);
      const { cells: done }: { cells: { outputs: Output[] }[] } = JSON.parse(out);
      return done.map((cell) => cell.outputs);
    };
    const text = (cell: readonly Output[] | undefined): string =>
      (cell ?? []).map((output) => output.text ?? "").join("");

    it("gets every line, the error with its name, and the cells after it", () => {
      const [flood, failing, next] = outputs([
        { code: "for (let i = 0; i < 20000; i++) console.log(i)" },
        { code: "throw new RangeError('why')", metadata: { tags: ["raises-exception"] } },
        { code: "'after'" },
      ]);
      expect(text(flood).split("\n").length).toBe(20_001);
      expect(failing?.[0]).toMatchObject({ output_type: "error", ename: "RangeError" });
      expect(next?.[0]).toMatchObject({ output_type: "execute_result", data: { "text/plain": "'after'" } });
    });

    it("stops after their time whatever cells are stuck in, and the variables are kept", () => {
      const stuck = Object.entries(stuckCells);
      const cells = stuck.flatMap(([, code]) => [{ code, metadata: { timeout: 1 } }, { code: "keep + 1" }]);
      const [, ...done] = outputs([{ code: "let keep = 41" }, ...cells]);
      const seen = stuck.map(([what], i) => [what, done[2 * i]?.at(-1)?.ename, done[2 * i + 1]?.[0]?.data]);
      expect(seen).toEqual(stuck.map(([what]) => [what, "KeyboardInterrupt", { "text/plain": "42" }]));
    });
  });

  describe.runIf(server && services)("@jupyterlab/services against jupyter_server", () => {
    it("runs, reports, interrupts and restarts as JupyterLab does", async () => {
      const { folder, env } = registered(node);
      const { url, token, stop } = await startServer(server ?? "", folder, env);
      let said = "";
      try {
        const program = join(import.meta.dirname, "jupyterlab-client.cjs");
        const client = spawn(process.execPath, [program, services ?? "", url, token, "isocompute"], {
          stdio: ["pipe", "pipe", "inherit"],
        });
        client.stdin.end(JSON.stringify(stuckCells));
        said = await textOf(client.stdout);
      } finally {
        stop();
      }
      const outcomes = JSON.parse(said.trim().split("\n").at(-1) ?? "");
      expect(outcomes).toEqual({
        language: "typescript",
        value: { status: "ok", result: "42", stdout: "" },
        error: { status: "error", ename: "RangeError", stdout: "" },
        interrupts: Object.fromEntries(
          Object.keys(stuckCells).map((what) => [what, { ename: "KeyboardInterrupt", keeps: "42" }]),
        ),
        lines: 20_001,
        afterRestart: { status: "ok", result: "'undefined'", stdout: "" },
      });
    });
  });
});

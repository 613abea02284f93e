import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Pinned here, not in package.json: no one but this test needs its 30 MB. */
const services = "@jupyterlab/services@7.6.6";

/** The folder of modules that holds JupyterLab's client, fetched once; nothing where there is no network. */
export function jupyterLabClient(): string | undefined {
  const folder = resolve(import.meta.dirname, "../../.lab/peers");
  const modules = join(folder, "node_modules");
  if (existsSync(join(modules, "@jupyterlab/services"))) return modules;
  mkdirSync(folder, { recursive: true });
  const install = ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, services];
  const { status, stderr } = spawnSync("npm", install, { encoding: "utf8", timeout: 120_000 });
  if (status === 0) return modules;
  if (process.env["CI"]) throw new Error(`${services} is required and could not be fetched: ${stderr}`);
  console.warn(`left out: ${services} could not be fetched`);
  return undefined;
}

export interface JupyterServer {
  readonly url: string;
  readonly token: string;
  stop(): void;
}

/** Debian's jupyter server on a free port of this machine. */
export async function startServer(python: string, folder: string, env: NodeJS.ProcessEnv): Promise<JupyterServer> {
  const port = await freePort();
  const token = randomBytes(16).toString("hex");
  const options = [
    `--port=${port}`,
    `--ServerApp.token=${token}`,
    "--no-browser",
    "--allow-root",
    `--notebook-dir=${folder}`,
  ];
  const child = spawn(python, ["-m", "jupyter_server", ...options], {
    env,
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr?.on("data", (data) => {
    log += data;
  });
  const url = `http://127.0.0.1:${port}/`;
  for (let i = 0; i < 300; i++) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}api/kernelspecs?token=${token}`).catch(() => undefined);
    if (answer?.ok) return { url, token, stop: () => void child.kill("SIGTERM") };
    await sleep(100);
  }
  child.kill("SIGKILL");
  throw new Error(`jupyter server did not answer:\n${log}`);
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `ipc`: sockets in a private folder, no open port. `tcp`: five ports of 127.0.0.1, for kernels that cannot do the first. */
export type Transport = "ipc" | "tcp";

export type Channel = "shell" | "control" | "iopub";

/** Where a kernel and its client meet: the connection file, its folder and the key. */
export interface Connection {
  readonly file: string;
  readonly key: string;
  readonly folder: string;
  endpoint(channel: Channel): string;
  remove(): void;
}

/** A unix socket's path holds at most 107 bytes (103 on macOS); ours adds `/k:5` to the folder. */
const longestFolder = 98;

/** Makes the folder (only its owner may enter) and the connection file (mode 0600) of one kernel. */
export async function createConnection(transport: Transport, kernelName: string): Promise<Connection> {
  const folder = privateFolder();
  const key = randomBytes(32).toString("hex");
  const [shell, iopub, stdin, control, heartbeat] = transport === "ipc" ? [1, 2, 3, 4, 5] : await freePorts(5);
  const ip = transport === "ipc" ? join(folder, "k") : "127.0.0.1";
  const ports = { shell, iopub, control };
  const file = join(folder, "connection.json");
  const content = {
    transport,
    ip,
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: heartbeat,
    key,
    signature_scheme: "hmac-sha256",
    kernel_name: kernelName,
  };
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  return {
    file,
    key,
    folder,
    endpoint: (channel) => `${transport}://${ip}:${ports[channel]}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function privateFolder(): string {
  const roots = process.platform === "win32" ? [tmpdir()] : [tmpdir(), "/tmp"];
  const root = roots.find((path) => Buffer.byteLength(path) + "/iso-XXXXXX".length <= longestFolder);
  if (root === undefined) throw new Error(`a temporary folder with a shorter path is required, got ${roots[0]}`);
  return mkdtempSync(join(root, "iso-"));
}

/** Ports that were free a moment ago; all are held open together, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a listening socket must have a port");
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

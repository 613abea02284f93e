import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { LlmClient } from "../client.js";
import { systemClock } from "../clock.js";
import { type FaultPlan, type Faults, planFaults } from "./faults.js";
import { type Call, responder, type Scene } from "./respond.js";

/** What a model server serves. */
export interface ServedOptions {
  /** The models there are; requests for others get 404. @default any */
  readonly models?: readonly string[];
  /** The simulated world that the models are of, as `worldName` gives it, told with each of `models`. @default none is told */
  readonly world?: string;
  /** @default none */
  readonly faults?: Faults;
}

/** Where a model server listens. */
export interface ServeOptions extends ServedOptions {
  /** @default any free one */
  readonly port?: number;
  /** @default "127.0.0.1", which only this machine reaches */
  readonly host?: string;
}

/** A server under way. */
export interface ModelServer {
  /** What clients take as their base, such as `http://127.0.0.1:41234/v1`. */
  readonly baseURL: string;
  /** Calls that were answered, whatever the answer. */
  readonly answered: () => number;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

const LARGEST_BODY = 64 * 2 ** 20; // images travel inside the body

/**
 * Serves a client as a model server that speaks OpenAI's chat completions over HTTP: a simulated model, a script, a tape, or another
 * server behind wrappers. Keys are accepted and never read.
 *
 * @example
 * ```ts no-run
 * const server = await serveModels(scriptedClient(() => "4"));
 * const client = openAiClient({ baseURL: server.baseURL });
 * ```
 */
export async function serveModels(client: LlmClient, options: ServeOptions = {}): Promise<ModelServer> {
  const { port = 0, host = "127.0.0.1", models = [], world, faults } = options;
  const plan = planFaults(faults);
  const respond = responder(client, models, plan, world);
  let answered = 0;
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, respond, plan).then(
      () => {
        answered += 1;
      },
      (error: unknown) => {
        // A client's mistake inside the served one: the caller sees it as a failed call.
        if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
        else
          send(
            outgoing,
            500,
            { "content-type": "application/json" },
            JSON.stringify({ error: { message: String(error), type: "server_error" } }),
          );
      },
    );
  });
  // Longer than clients keep idle connections, so that none is closed just as it is used again.
  server.keepAliveTimeout = 120_000;
  server.requestTimeout = 0;
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  return {
    baseURL: `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}/v1`,
    answered: () => answered,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  respond: (call: Call) => Promise<Scene>,
  plan: FaultPlan,
): Promise<void> {
  const body = await readBody(incoming);
  if (body === null) {
    send(
      outgoing,
      413,
      { "content-type": "application/json", connection: "close" },
      '{"error":{"message":"the body is too large"}}',
    );
    return;
  }
  const gone = new AbortController();
  outgoing.on("close", () => gone.abort());
  const scene = await respond({
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    body,
    signal: gone.signal,
  });
  if (scene.fault === "slow") await systemClock.sleep(plan.slowMs, gone.signal);
  if (scene.fault === "hang") await systemClock.sleep(plan.hangMs, gone.signal);
  if (outgoing.destroyed) return;
  if (scene.fault === "reset" || scene.fault === "hang") outgoing.destroy();
  else if (scene.fault === "cut") {
    outgoing.writeHead(scene.status, { ...scene.headers, "content-length": Buffer.byteLength(scene.body) });
    outgoing.write(scene.body.slice(0, Math.floor(scene.body.length / 2)), () => outgoing.destroy());
  } else send(outgoing, scene.status, scene.headers, scene.body);
}

function send(outgoing: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: string): void {
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  outgoing.end(body);
}

/** The body as text; null if it is larger than any request of ours. */
async function readBody(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

import { type ChildProcess, fork } from "node:child_process";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { createRng } from "isocompute/core";
import {
  createLedger,
  createMeter,
  inProcessFetch,
  type LlmClient,
  replyOf,
  serveModels,
  withCaps,
  withLedger,
  withLimit,
  withRetry,
} from "isocompute/llm";
import { openAiClient } from "isocompute/llm/openai";

// tsx bench/llm-floors.ts: what the live path must hold, in absolute numbers. The server runs in a process of its own.
const usage = { promptTokens: 400, cachedPromptTokens: 0, outputTokens: 5 };
const model: LlmClient = async () => replyOf([{ text: "Answer: 4", finish: "stop" }], usage);
const request = { model: "m", messages: [{ role: "user" as const, content: "q".repeat(1500) }], maxTokens: 64 };
const WIDTH = 64;

if (process.send !== undefined) {
  const server = await serveModels(model);
  process.send(server.baseURL);
} else {
  const server = fork(fileURLToPath(import.meta.url));
  const baseURL = await new Promise<string>((ready) => server.once("message", (url) => ready(String(url))));
  try {
    await report(baseURL);
  } finally {
    stop(server);
  }
}

async function report(baseURL: string): Promise<void> {
  const bare: LlmClient = async ({ model: name, messages, maxTokens }) => {
    const body = JSON.stringify({ model: name, messages, seed: 0, max_tokens: maxTokens });
    const response = await fetch(`${baseURL}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    await response.json();
    return replyOf([{ text: "", finish: "stop" }], null);
  };
  const wrapped = (client: LlmClient) =>
    withRetry(
      withLimit(withCaps(withLedger(client, createLedger()), createMeter({ tokens: 1e12 })), { concurrency: WIDTH }),
      createRng("bench"),
    );
  const live = wrapped(openAiClient({ baseURL, env: {} }));
  const inside = openAiClient({ baseURL: "http://local/v1", env: {}, fetch: inProcessFetch(model) });

  const added: number[] = [];
  await Promise.all([run(bare, 500), run(live, 500)]); // warm
  for (let round = 0; round < 3; round++) {
    const ours = await run(live, 1500);
    const peer = await run(bare, 1500);
    added.push(ours.cpuMs - peer.cpuMs);
  }
  const results = [
    floor("replies/s over loopback HTTP, 64 at once", await rawRate(baseURL, 20_000), 2000),
    floor("replies/s in process through the openai client", (await best(inside, 5000)).perSecond, 4000),
    floor("replies/s in process through our client type", (await best(wrapped(model), 100_000)).perSecond, 50_000),
    ceiling("ms of CPU added per call to a bare fetch loop (median of 3)", median(added), 0.5),
  ];
  if (results.includes(false)) process.exitCode = 1;
}

async function best(client: LlmClient, calls: number): Promise<Timing> {
  const runs = [await run(client, calls), await run(client, calls), await run(client, calls)];
  return runs.reduce((a, b) => (a.perSecond > b.perSecond ? a : b));
}

/** Bare sockets, so that the server is measured and not a client: 64 keep-alive connections, each with one request under way. */
async function rawRate(baseURL: string, calls: number): Promise<number> {
  const { port, hostname, pathname } = new URL(`${baseURL}/chat/completions`);
  const body = JSON.stringify({ model: "m", messages: request.messages, seed: 0, max_tokens: 64 });
  const head = `POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
  const start = performance.now();
  let sent = 0;
  let answered = 0;
  const worker = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let text = "";
      const next = () => (sent++ < calls ? socket.write(`${head}\r\n\r\n${body}`) : socket.end());
      socket.on("connect", next).on("error", reject).on("close", resolve);
      socket.on("data", (chunk) => {
        text += chunk;
        const end = text.indexOf("\r\n\r\n");
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
        if (end === -1 || text.length < end + 4 + length) return;
        if (!text.startsWith("HTTP/1.1 200")) reject(new Error(text.slice(0, 200)));
        text = "";
        answered += 1;
        next();
      });
    });
  await Promise.all(Array.from({ length: WIDTH }, worker));
  if (answered !== calls) throw new Error(`${answered} of ${calls} calls were answered`);
  return calls / ((performance.now() - start) / 1000);
}

interface Timing {
  readonly perSecond: number;
  readonly cpuMs: number;
}

async function run(client: LlmClient, calls: number): Promise<Timing> {
  let left = calls;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const worker = async () => {
    while (left-- > 0) {
      const reply = await client(request);
      if (reply.kind !== "text") throw new Error(JSON.stringify(reply));
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: calls / seconds, cpuMs: (user + system) / 1000 / calls };
}

function floor(name: string, value: number, least: number): boolean {
  console.log(`${name}: ${value.toFixed(0)} (at least ${least})`);
  return value >= least;
}

function ceiling(name: string, value: number, most: number): boolean {
  console.log(`${name}: ${value.toFixed(3)} (at most ${most})`);
  return value <= most;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function stop(child: ChildProcess): void {
  child.kill();
}

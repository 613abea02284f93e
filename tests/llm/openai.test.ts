import { once } from "node:events";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { inspect } from "node:util";
import { createRng } from "isocompute/core";
import {
  createLedger,
  createMeter,
  type faultKinds,
  inProcessFetch,
  type LlmClient,
  type LlmRequest,
  type ModelServer,
  openTape,
  replyOf,
  scriptedClient,
  serveModels,
  taped,
  textOf,
  withCaps,
  withLedger,
  withLimit,
  withRetry,
} from "isocompute/llm";
import { openAiClient } from "isocompute/llm/openai";
import { afterEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function serve(...args: Parameters<typeof serveModels>): Promise<ModelServer> {
  const server = await serveModels(...args);
  opened.push(server);
  return server;
}

/** Answers with the place and the question, so that a mix-up shows. */
const echo: LlmClient = async (request) => {
  const { firstSample = 0, samples = 1 } = request;
  const asked = request.messages.map(textOf).join("|");
  return replyOf(
    Array.from({ length: samples }, (_, i) => ({ text: `${asked} #${firstSample + i}`, finish: "stop" as const })),
    { promptTokens: asked.length, cachedPromptTokens: 1, outputTokens: samples },
  );
};
const ask = (content: string, more: Partial<LlmRequest> = {}): LlmRequest => ({
  model: "m",
  messages: [{ role: "user", content }],
  ...more,
});

describe.each([
  [
    "over HTTP",
    async (args: Parameters<typeof serveModels>, timeoutMs: number) =>
      openAiClient({ baseURL: (await serve(...args)).baseURL, env: {}, timeoutMs }),
  ],
  [
    "in process",
    async (args: Parameters<typeof serveModels>, timeoutMs: number) =>
      openAiClient({ baseURL: "http://local/v1", env: {}, timeoutMs, fetch: inProcessFetch(...args) }),
  ],
] as const)("openAiClient %s", (_, open) => {
  // Long: a busy machine must not look like a slow server. The fault that hangs for good has its own.
  const connect = (...args: Parameters<typeof serveModels>) => open(args, 20_000);

  it("brings every field there and back", async () => {
    let seen: LlmRequest | undefined;
    const client = await connect(async (request, signal) => {
      seen = request;
      return echo(request, signal);
    });
    const request: LlmRequest = {
      model: "m",
      messages: [
        { role: "system", content: "be brief" },
        {
          role: "user",
          content: [
            { kind: "text", text: "what is this?" },
            { kind: "image", url: "data:image/png;base64,AA==" },
          ],
        },
      ],
      temperature: 0.9,
      topP: 0.5,
      maxTokens: 64,
      stop: ["\n"],
      schema: { name: "answer", schema: { type: "object" } },
      samples: 3,
      firstSample: 4,
    };
    const reply = await client({ ...request, purpose: "fuse" });
    expect(seen).toEqual(request);
    expect(reply).toEqual(await echo(request));
  });

  it("tells refusals, cut completions and the server's own errors apart", async () => {
    const replies = [
      replyOf([{ text: "I will not", finish: "refused" }], null),
      replyOf([{ text: "half an ans", finish: "length" }], null),
      { kind: "unavailable", reason: "rejected", why: "context too long", status: 400 } as const,
    ];
    const client = await connect(scriptedClient(replies));
    expect(await client(ask("a"))).toEqual(replies[0]);
    expect(await client(ask("b"))).toEqual(replies[1]);
    expect(await client(ask("c"))).toMatchObject({
      kind: "unavailable",
      reason: "rejected",
      status: 400,
      why: expect.stringContaining("context too long"),
    });
  });

  it.each([
    ["busy", { reason: "busy", status: 429, retryAfterMs: 50 }],
    ["error", { reason: "busy", status: 500 }],
    ["overloaded", { reason: "busy", status: 503 }],
    ["hang", { reason: "timeout" }],
    ["reset", { reason: "network" }],
    ["cut", { reason: "network" }],
    ["truncated", { reason: "malformed" }],
    ["malformed", { reason: "malformed" }],
    ["refusal", { kind: "refused" }],
    ["slow", { kind: "text" }],
  ] as const)("names the fault %s", async (kind, expected) => {
    const faults = { rate: 1, kinds: [kind], rng: createRng("f"), slowMs: 20 };
    const client = await open([echo, { faults }], kind === "hang" ? 100 : 20_000);
    expect(await client(ask("q"))).toMatchObject(expected);
  });

  it("gets every reply right although a third of them go wrong", async () => {
    const live = await connect(echo, {
      faults: { rate: 0.3, rng: createRng("faults"), slowMs: 5, hangMs: 50, retryAfterMs: 1 },
    });
    const ledger = createLedger();
    const client = withRetry(withLimit(withLedger(live, ledger), { concurrency: 32 }), createRng("waits"), {
      attempts: 12,
      firstWaitMs: 1,
      refusals: true,
    });
    const replies = await Promise.all(Array.from({ length: 200 }, (_, i) => client(ask(`q${i}`, { samples: 2 }))));
    for (const [i, reply] of replies.entries()) expect(reply).toEqual(await echo(ask(`q${i}`, { samples: 2 })));
    expect(ledger.total().requests).toBeGreaterThan(240);
    expect(ledger.total().failed).toBeGreaterThan(20);
  });

  it("stops when the caller does", async () => {
    const client = await connect(echo, { faults: { rate: 1, kinds: ["hang"], rng: createRng("f") } });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 10);
    expect(await client(ask("q"), stop.signal)).toMatchObject({ reason: "aborted" });
  });
});

describe("openAiClient(options)", () => {
  it("keeps 64 requests under way without an error", async () => {
    const client = openAiClient({ baseURL: (await serve(echo)).baseURL, env: {} });
    const limited = withLimit(client, { concurrency: 64 });
    const replies = await Promise.all(Array.from({ length: 640 }, (_, i) => limited(ask(`q${i}`))));
    expect(replies.filter((reply) => reply.kind !== "text")).toEqual([]);
  });

  it("uses the server's names for models, and what it knows of JSON", async () => {
    const bodies: Record<string, unknown>[] = [];
    const spy: typeof fetch = async (_, init) => {
      bodies.push(JSON.parse(String(init?.body)));
      return inProcessFetch(echo)("http://local/v1/chat/completions", init);
    };
    const schema = { name: "answer", schema: { type: "object" } };
    for (const jsonReplies of ["schema", "object", "prompt"] as const)
      await openAiClient({
        baseURL: "http://local/v1",
        env: {},
        fetch: spy,
        jsonReplies,
        models: { m: "llama3.1:8b" },
        tokenLimit: "max_completion_tokens",
        seed: null,
      })(ask("q", { schema, maxTokens: 7 }));
    expect(bodies.map((body) => body["response_format"])).toEqual([
      { type: "json_schema", json_schema: { ...schema, strict: true } },
      { type: "json_object" },
      undefined,
    ]);
    expect(bodies[0]).toMatchObject({ model: "llama3.1:8b", max_completion_tokens: 7 });
    expect(bodies[0]).not.toHaveProperty("seed");
    expect(bodies[0]).not.toHaveProperty("purpose");
  });

  it("keeps the completions of a call in which one says nothing, and joins those that come in parts", async () => {
    const choice = (index: number, content: unknown, finish_reason = "stop") => ({
      index,
      finish_reason,
      message: { role: "assistant", ...(content === undefined ? {} : { content }) },
    });
    const ask8 = (...choices: unknown[]) =>
      openAiClient({
        baseURL: "http://local/v1",
        env: {},
        fetch: async () =>
          new Response(JSON.stringify({ choices }), { headers: { "content-type": "application/json" } }),
      })(ask("q"));
    const parts = [
      { type: "thinking", thinking: "hm" },
      { type: "text", text: "fo" },
      { type: "text", text: "ur" },
    ];
    expect(
      await ask8(choice(0, "4"), choice(1, null), choice(2, undefined, "tool_calls"), choice(3, parts)),
    ).toMatchObject({
      kind: "text",
      completions: [
        { text: "4", finish: "stop" },
        { text: "", finish: "stop" },
        { text: "", finish: "stop" },
        { text: "four", finish: "stop" },
      ],
    });
    for (const content of [7, [7], [{ type: "text", text: 7 }]])
      expect(await ask8(choice(0, content))).toMatchObject({
        reason: "malformed",
        why: "choices[0] has a content that is neither text nor a list of parts",
      });
  });

  it("waits as long as it is told, also for ever, and refuses what no timer can hold", async () => {
    const late: typeof fetch = async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return inProcessFetch(echo)(...args);
    };
    for (const timeoutMs of [2 ** 31 - 1, Number.POSITIVE_INFINITY]) {
      const client = openAiClient({ baseURL: "http://local/v1", env: {}, fetch: late, timeoutMs });
      expect(await client(ask("q"))).toMatchObject({ kind: "text" });
    }
    for (const timeoutMs of [2 ** 31, 0, -1, Number.NaN])
      expect(() => openAiClient({ baseURL: "http://local/v1", env: {}, timeoutMs })).toThrow(
        `requires timeoutMs above zero and at most 2147483647, or Infinity, got ${timeoutMs}`,
      );
  });

  it("does not retry an empty account", async () => {
    const refuse: typeof fetch = async () =>
      new Response('{"error":{"message":"quota","code":"insufficient_quota"}}', {
        status: 429,
        headers: { "content-type": "application/json" },
      });
    expect(await openAiClient({ baseURL: "http://local/v1", env: {}, fetch: refuse })(ask("q"))).toMatchObject({
      reason: "rejected",
    });
  });

  it("wants a key for OpenAI's own server only", () => {
    expect(() => openAiClient({ env: {} })).toThrow("requires a key in the variable OPENAI_API_KEY");
    for (const baseURL of ["https://api.openai.com/v1/", "https://API.openai.com:443/v1"])
      expect(() => openAiClient({ baseURL, env: {} })).toThrow("requires a key in the variable OPENAI_API_KEY");
    expect(() => openAiClient({ baseURL: "https://example.com/v1", env: {} })).not.toThrow();
    expect(() => openAiClient({ env: { MY_KEY: "x" }, keyVariable: "MY_KEY" })).not.toThrow();
  });
});

describe("the key", () => {
  it("is sent, and appears in no reply, error, tape, ledger or log, even when the server echoes it", async () => {
    const key = "sk-test-6f1d1c0a9b8e7d6c5b4a";
    let sent = "";
    let turn = 0;
    // A server that leaks whatever it is given: in replies, refusals, errors and broken bodies.
    const leaky = createServer((incoming, outgoing) => {
      incoming.resume();
      sent = incoming.headers.authorization ?? "";
      turn += 1;
      const content = { choices: [{ index: 0, finish_reason: "stop", message: { content: `you sent ${sent}` } }] };
      const refusal = { choices: [{ index: 0, finish_reason: "stop", message: { content: null, refusal: sent } }] };
      const [status, body] = [
        [200, JSON.stringify(content)],
        [200, JSON.stringify(refusal)],
        [401, JSON.stringify({ error: { message: `bad key ${sent}` } })],
        [200, `{"oops ${sent}`],
      ][turn % 4] as [number, string];
      outgoing.writeHead(status, { "content-type": "application/json", "x-echo": sent });
      outgoing.end(body);
    });
    leaky.listen(0, "127.0.0.1");
    await once(leaky, "listening");
    opened.push({ close: async () => void leaky.close() });
    const folder = temporaryFolder("key");
    const path = join(folder, "t.jsonl");
    writeFileSync(path, "");
    const ledger = createLedger();
    const meter = createMeter({ requests: 100 });
    const live = openAiClient({
      baseURL: `http://127.0.0.1:${(leaky.address() as AddressInfo).port}/v1`,
      env: { OPENAI_API_KEY: key },
    });
    const client = taped(
      openTape(path),
      withRetry(withCaps(withLedger(live, ledger), meter), createRng("w"), { attempts: 1 }),
    );
    const seen: unknown[] = [];
    for (let i = 0; i < 12; i++) seen.push(await client(ask(`q${i}`)));
    appendFileSync(path, "");
    expect(sent).toBe(`Bearer ${key}`);
    expect(new Set(seen.map((reply) => (reply as { kind: string }).kind))).toEqual(
      new Set(["text", "refused", "unavailable"]),
    );
    const everything = [
      readFileSync(path, "utf8"),
      inspect(seen, { depth: 9 }),
      inspect([ledger.rows(), meter.caps, client, live], { depth: 9 }),
    ].join("\n");
    expect(readFileSync(path, "utf8")).toContain("[key]");
    expect(everything).not.toContain(key);
    expect(everything.toLowerCase()).not.toContain("authorization");
  });
});

describe("serveModels(client, options)", () => {
  it("lists its models and refuses others, wrong bodies and wrong paths in the protocol's own words", async () => {
    const { baseURL } = await serve(echo, { models: ["small"] });
    expect(await (await fetch(`${baseURL}/models`)).json()).toMatchObject({ data: [{ id: "small" }] });
    const post = async (body: string) => {
      const response = await fetch(`${baseURL}/chat/completions`, { method: "POST", body });
      return [response.status, ((await response.json()) as { error: { message: string } }).error.message];
    };
    expect(await post('{"model":"large","messages":[{"role":"user","content":"q"}]}')).toEqual([
      404,
      "there is no model 'large'",
    ]);
    expect(await post("{")).toEqual([400, "the body is not JSON"]);
    expect(await post('{"model":"small","messages":[]}')).toEqual([400, "'messages' must be a non-empty array"]);
    expect(await post('{"model":"small","messages":[{"role":"user","content":"q"}],"n":0}')).toEqual([
      400,
      "'n' must be an integer of at least 1",
    ]);
    expect((await fetch(`${baseURL}/embeddings`, { method: "POST" })).status).toBe(404);
  });

  it("refuses faults it does not know", async () => {
    await expect(
      serveModels(echo, { faults: { rate: 1, kinds: ["flood" as (typeof faultKinds)[number]], rng: createRng("f") } }),
    ).rejects.toThrow("flood");
    await expect(serveModels(echo, { faults: { rate: 30, rng: createRng("f") } })).rejects.toThrow(
      "a rate in [0, 1], got 30",
    );
  });
});

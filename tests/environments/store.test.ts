import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import fc from "fast-check";
import { createRng } from "isocompute/core";
import { openStore, stored } from "isocompute/environments";
import {
  byModel,
  createLedger,
  inProcessFetch,
  type LlmClient,
  type LlmRequest,
  replyOf,
  requestKey,
  withLedger,
  withLimit,
  withRetry,
  withSamples,
} from "isocompute/llm";
import { openAiClient } from "isocompute/llm/openai";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const require = createRequire(import.meta.url);
const folder = () => temporaryFolder("store");
const ask = (content: string, samples = 1, firstSample = 0): LlmRequest => ({
  model: "m",
  messages: [{ role: "user", content }],
  samples,
  firstSample,
});

/** Names each completion by question and place; remembers every place it sold, and breaks now and then. */
function shop(options: { readonly most?: number; readonly breaks?: () => boolean } = {}): {
  client: LlmClient;
  sold: string[];
} {
  const sold: string[] = [];
  const client: LlmClient = async (request) => {
    const { firstSample = 0, samples = 1, messages } = request;
    await new Promise((resolve) => setImmediate(resolve));
    if (options.breaks?.()) return { kind: "unavailable", reason: "busy", why: "503" };
    const count = Math.min(samples, options.most ?? samples);
    const texts = Array.from({ length: count }, (_, i) => `${messages[0]?.content} #${firstSample + i}`);
    sold.push(...texts);
    return replyOf(
      texts.map((text) => ({ text, finish: "stop" as const })),
      { promptTokens: 10, cachedPromptTokens: 2, outputTokens: 7 * count },
    );
  };
  return { client, sold };
}
const texts = async (client: LlmClient, request: LlmRequest) => {
  const reply = await client(request);
  return reply.kind === "text" ? reply.completions.map((completion) => completion.text) : reply.kind;
};

describe("stored(store, client)", () => {
  it("tops up for more, buys nothing for less, and remembers across openings", async () => {
    const path = join(folder(), "s.db");
    const { client, sold } = shop();
    const store = openStore(path);
    expect(await texts(stored(store, client), ask("q", 3))).toEqual(["q #0", "q #1", "q #2"]);
    expect(await texts(stored(store, client), ask("q", 5))).toEqual(["q #0", "q #1", "q #2", "q #3", "q #4"]);
    store.close();
    const again = openStore(path);
    expect(await texts(stored(again), ask("q", 2))).toEqual(["q #0", "q #1"]);
    expect(await texts(stored(again), ask("q", 6))).toBe("unavailable");
    expect(sold).toEqual(["q #0", "q #1", "q #2", "q #3", "q #4"]);
    expect(again.totals()).toEqual({
      questions: 1,
      samples: 5,
      calls: 2,
      completions: 5,
      promptTokens: 20,
      cachedPromptTokens: 4,
      outputTokens: 35,
      unmetered: 0,
    });
    expect(again.verify()).toEqual([]);
  });

  it("gives the samples' share of the calls that brought them, whenever they were bought", async () => {
    const { client } = shop();
    const store = openStore(":memory:");
    await stored(store, client)(ask("q", 4));
    expect(await stored(store)(ask("q", 2))).toMatchObject({
      usage: { promptTokens: 5, cachedPromptTokens: 1, outputTokens: 14 },
    });
  });

  it("gives the usage of a call once, in however many parts its samples are read", async () => {
    const { client } = shop();
    const store = openStore(":memory:");
    await stored(store, client)(ask("q", 3, 1));
    await stored(store, client)(ask("q", 10));
    for (const perRequest of [1, 3, 4, 10])
      expect(await withSamples(stored(store), { perRequest })(ask("q", 10))).toMatchObject({
        // Three calls: places 1 to 3, 0, and 4 to 9.
        usage: { promptTokens: 30, cachedPromptTokens: 6, outputTokens: 70 },
      });
  });

  it("says what the samples that it holds cost where others cannot be had", async () => {
    const { client } = shop({ breaks: () => calls++ > 0 });
    let calls = 0;
    const buyer = stored(openStore(":memory:"), client);
    await buyer(ask("q", 2, 1));
    expect(await buyer(ask("q", 4))).toMatchObject({ reason: "busy", usage: { promptTokens: 10, outputTokens: 14 } });
    expect(await buyer(ask("r", 4))).not.toHaveProperty("usage");
  });

  it("never buys a place twice, whatever is asked side by side, with faults and with a server that makes fewer", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 6 })), {
          minLength: 1,
          maxLength: 25,
        }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        async (asks, perRequest, most) => {
          let calls = 0;
          const { client, sold } = shop({ most, breaks: () => ++calls % 5 === 0 });
          const store = openStore(":memory:");
          const buyer = withSamples(stored(store, client), { perRequest });
          await Promise.all(
            asks.map(async ([content, samples, first]) => {
              for (let tries = 0; tries < 200; tries++) {
                const got = await texts(buyer, ask(content, samples, first));
                if (got === "unavailable") continue;
                expect(got).toEqual(Array.from({ length: samples }, (_, i) => `${content} #${first + i}`));
                return;
              }
              throw new Error("never served");
            }),
          );
          expect(new Set(sold).size).toBe(sold.length);
          expect(store.verify()).toEqual([]);
          store.close();
        },
      ),
      { numRuns: 60, seed: 6 },
    );
  });

  it("stops waiting for another's purchase when its own signal fires", async () => {
    let sell: () => void = () => {};
    const open = new Promise<void>((resolve) => {
      sell = resolve;
    });
    const { client } = shop();
    const buyer = stored(openStore(":memory:"), async (request) => {
      await open;
      return client(request);
    });
    const first = texts(buyer, ask("q"));
    const stop = new AbortController();
    const second = buyer(ask("q"), stop.signal);
    stop.abort();
    expect(await second).toMatchObject({ reason: "aborted" });
    sell();
    expect(await first).toEqual(["q #0"]);
  });

  it("takes over what a stopped request was buying", async () => {
    const store = openStore(":memory:");
    const stop = new AbortController();
    const client: LlmClient = async (request, signal) => {
      if (signal !== undefined) {
        await once(signal, "abort");
        return { kind: "unavailable", reason: "aborted", why: "stopped" };
      }
      return shop().client(request);
    };
    const buyer = stored(store, client);
    const first = buyer(ask("q"), stop.signal);
    const second = texts(buyer, ask("q"));
    stop.abort();
    expect(await first).toMatchObject({ reason: "aborted" });
    expect(await second).toEqual(["q #0"]);
  });
});

describe("what stored takes for the same question", () => {
  const saying =
    (text: string): LlmClient =>
    async () =>
      replyOf([{ text, finish: "stop" }], null);
  const said = (model: string): LlmClient =>
    openAiClient({
      baseURL: "http://local/v1",
      env: {},
      models: { m: model },
      fetch: inProcessFetch(async (request) => replyOf([{ text: `I am ${request.model}`, finish: "stop" }], null)),
    });

  it("is never a simulation's where a measurement is wanted, nor the other way round", async () => {
    const store = openStore(":memory:");
    const simulated = stored(store, saying("made up"), { provenance: "simulated" });
    expect(await texts(simulated, ask("q"))).toEqual(["made up"]);
    expect(await texts(stored(store), ask("q"))).toBe("unavailable");
    expect(await texts(stored(store, saying("real")), ask("q"))).toEqual(["real"]);
    expect(await texts(stored(store, undefined, { provenance: "simulated" }), ask("q"))).toEqual(["made up"]);
    expect([...store.questions()].map(({ provenance }) => provenance).sort()).toEqual(["measured", "simulated"]);
    expect(store.verify()).toEqual([]);
    // What was bought before there was a word for it was taken for measured, and stays so.
    expect([...store.questions()].map(({ key }) => key)).toContain(requestKey(ask("q")));
  });

  it("is never one simulated world's where another's is wanted", async () => {
    const store = openStore(":memory:");
    const of = (world?: string) => ({ provenance: "simulated" as const, ...(world === undefined ? {} : { world }) });
    for (const world of ["2wiki/7 ab", "2wiki/8 ab", "a:b", undefined])
      expect(await texts(stored(store, saying(`in ${world}`), of(world)), ask("q"))).toEqual([`in ${world}`]);
    expect(await texts(stored(store, undefined, of("a:b")), ask("q"))).toEqual(["in a:b"]);
    expect(await texts(stored(store, undefined, of("2wiki/9 ab")), ask("q"))).toBe("unavailable");
    const kept = [...store.questions()].map(({ provenance, world }) => ({ provenance, world }));
    const asked = ["2wiki/7 ab", "2wiki/8 ab", "a:b", undefined].map((world) => ({ provenance: "simulated", world }));
    expect(kept).toHaveLength(4);
    expect(kept).toEqual(expect.arrayContaining(asked));
    expect(store.verify()).toEqual([]);
    await expect(stored(store, saying("real"), { world: "2wiki/7 ab" })(ask("q"))).rejects.toThrow(
      'a store requires samples of the world "2wiki/7 ab" to be simulated, got measured',
    );
  });

  it("is another one for another model of the server's, whatever the lab calls it and whatever is wrapped around", async () => {
    const store = openStore(":memory:");
    const wrapped = (client: LlmClient) =>
      withRetry(withLimit(withLedger(byModel({ m: client }), createLedger())), createRng("r"));
    expect(await texts(stored(store, wrapped(said("a:8b"))), ask("q"))).toEqual(["I am a:8b"]);
    expect(await texts(stored(store, wrapped(said("b:8b"))), ask("q"))).toEqual(["I am b:8b"]);
    expect(await texts(stored(store, said("a:8b")), ask("q"))).toEqual(["I am a:8b"]);
    expect(await texts(stored(store), { ...ask("q"), model: "b:8b" })).toEqual(["I am b:8b"]);
    expect(store.totals().calls).toBe(2);
  });

  it("throws where a wrapper hides the server's name, and keeps what was paid for under it", async () => {
    const store = openStore(":memory:");
    const client = said("a:8b");
    await expect(stored(store, (request) => client(request))(ask("q"))).rejects.toThrow(
      'stored requires a client whose servedAs says what the server calls "m", "a:8b": got none',
    );
    expect(await texts(stored(store, client), ask("q"))).toEqual(["I am a:8b"]);
    expect(store.totals().calls).toBe(1);
  });
});

describe("openStore(path)", () => {
  it("keeps what was first bought when two buy the same", () => {
    const store = openStore(":memory:");
    const purchase = (text: string) => ({
      request: ask("q"),
      completions: [{ text, finish: "stop" as const }],
      usage: null,
    });
    expect([store.write(purchase("one")), store.write(purchase("two"))]).toEqual([1, 0]);
    expect(store.read(ask("q"), 0, 9).map((sample) => sample.text)).toEqual(["one"]);
    expect(store.totals()).toMatchObject({ calls: 2, samples: 1, unmetered: 2 });
  });

  it("keeps every text whole", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", "\0", "é", "\u{1f600}", "\n", '"'), maxLength: 8 }), {
          minLength: 1,
          maxLength: 5,
        }),
        (said) => {
          const store = openStore(":memory:");
          store.write({
            request: ask("q\0r"),
            completions: said.map((text) => ({ text, finish: "stop" })),
            usage: null,
          });
          expect(store.read(ask("q\0r"), 0, 9).map(({ text }) => text)).toEqual(said);
          expect([...store.questions()].flatMap(({ samples }) => samples.map(({ text }) => text))).toEqual(said);
          expect(store.verify()).toEqual([]);
          store.close();
        },
      ),
      { numRuns: 40, seed: 6 },
    );
  });

  it("refuses files that are no store", () => {
    const text = join(folder(), "text.db");
    writeFileSync(text, "not a database, but long enough to be looked at as one ".repeat(40));
    expect(() => openStore(text)).toThrow(/text\.db: requires a store of samples/);
    const other = join(folder(), "other.db");
    const db = new Database(other);
    db.exec("create table t (x)");
    db.close();
    expect(() => openStore(other)).toThrow(/other\.db: requires a store of samples, found another SQLite database/);
  });

  it("finds damage", () => {
    const path = join(folder(), "s.db");
    const store = openStore(path);
    store.write({ request: ask("q"), completions: [{ text: "one", finish: "stop" }], usage: null });
    store.close();
    const db = new Database(path);
    db.exec("delete from calls; update questions set request = replace(request, 'user', 'system')");
    db.close();
    expect(openStore(path).verify()).toEqual([
      expect.stringContaining("its request has the key"),
      expect.stringContaining("its call is missing"),
    ]);
  });

  it("is shared by processes without loss", async () => {
    const path = join(folder(), "shared.db");
    const script = join(folder(), "write.cjs");
    // Plain SQL on purpose: the sources cannot be loaded outside the test runner, and the lock is SQLite's.
    openStore(path).close();
    writeFileSync(
      script,
      `const Database = require(${JSON.stringify(require.resolve("libsql"))});
       const db = new Database(${JSON.stringify(path)});
       db.exec("pragma busy_timeout = 30000");
       const put = db.prepare("insert or ignore into samples (key, place, text, finish, call) values (?, ?, ?, 'stop', 1)");
       for (let i = 0; i < 200; i++) put.run(process.argv[2], i, "x");`,
    );
    const codes = await Promise.all(
      ["a", "b", "c"].map(
        async (name) => (await once(spawn(process.execPath, [script, name], { stdio: "inherit" }), "exit"))[0],
      ),
    );
    expect(codes).toEqual([0, 0, 0]);
    expect(openStore(path).totals().samples).toBe(600);
  });

  it("waits for a process that writes to a store not yet set to write ahead", async () => {
    const path = join(folder(), "young.db");
    openStore(path).close();
    const young = new Database(path);
    young.exec("pragma journal_mode = delete");
    young.close();
    // SQLite itself refuses here at once, whatever its timeout.
    const holder = spawn(
      process.execPath,
      [
        "-e",
        `const Database = require(${JSON.stringify(require.resolve("libsql"))});
         const db = new Database(${JSON.stringify(path)});
         db.exec("begin immediate; insert into questions values ('k', 'stage', '{}')");
         console.log("held");
         setTimeout(() => db.exec("commit"), 300);`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(holder.stdout, "data");
    const store = openStore(path);
    expect(store.totals().questions).toBe(1);
    store.close();
  });

  it("holds no key of an account: only what a request says", () => {
    const path = join(folder(), "s.db");
    const store = openStore(path);
    store.write({
      request: { ...ask("q"), purpose: "fuse" },
      completions: [{ text: "one", finish: "stop" }],
      usage: null,
    });
    store.close();
    expect([...openStore(path).questions()].map(({ request, purpose }) => [request, purpose])).toEqual([
      [{ model: "m", messages: [{ role: "user", content: "q" }] }, "fuse"],
    ]);
    expect(readFileSync(path).toString("latin1")).not.toMatch(/authorization|bearer|api.?key/i);
  });
});

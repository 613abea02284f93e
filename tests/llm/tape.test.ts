import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { createTape, type LlmReply, openTape, requestKey, scriptedClient, taped } from "isocompute/llm";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const ask = (content: string) => ({ model: "m", messages: [{ role: "user" as const, content }] });
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const text = (reply: LlmReply) => (reply.kind === "text" ? reply.completions.map((c) => c.text).join() : reply.kind);

describe("taped(tape, live)", () => {
  it("replays exact requests in the order they were recorded, from memory and from a file", async () => {
    const path = join(temporaryFolder("tape"), "walk.jsonl");
    for (const [recording, replaying] of [
      (() => {
        const tape = createTape();
        return [tape, () => createTape(tape.all)] as const;
      })(),
      [openTape(path), () => openTape(path)] as const,
    ]) {
      const live = taped(recording, scriptedClient(["one", "two", "other"]));
      expect([text(await live(ask("q"))), text(await live(ask("q"))), text(await live(ask("r")))]).toEqual([
        "one",
        "two",
        "other",
      ]);
      const replay = taped(replaying());
      expect([
        text(await replay(ask("r"))),
        text(await replay(ask("q"))),
        text(await replay(ask("q"))),
        text(await replay(ask("q"))),
      ]).toEqual(["other", "one", "two", "two"]);
    }
  });

  it("keeps what was said, not the name by which the server knew the model: a tape that is played has no server", async () => {
    const tape = createTape();
    await taped(tape, async () => ({ ...(await scriptedClient(["one"])(ask("q"))), servedAs: "theirs" }))(ask("q"));
    expect(await taped(tape)(ask("q"))).not.toHaveProperty("servedAs");
  });

  it("answers a gap with unavailable, never the network", async () => {
    expect(await taped(createTape())(ask("q"))).toMatchObject({ kind: "unavailable", reason: "tape" });
  });

  it("tells samples of the same question apart by their place", async () => {
    const tape = createTape();
    const live = taped(tape, scriptedClient(["a", "b"]));
    await live({ ...ask("q"), firstSample: 0 });
    await live({ ...ask("q"), firstSample: 1 });
    expect(text(await taped(tape)({ ...ask("q"), firstSample: 1 }))).toBe("b");
  });

  it("records no failures, so that a replay can go further than the recording", async () => {
    const tape = createTape();
    await taped(tape, scriptedClient([{ kind: "unavailable", reason: "busy", why: "429" }]))(ask("q"));
    expect(tape.all).toEqual([]);
  });
});

describe("openTape(path)", () => {
  it("drops a torn last line and goes on after it; another unreadable line is an error with its place", async () => {
    const path = join(temporaryFolder("tape"), "t.jsonl");
    await taped(openTape(path), scriptedClient(["één"]))(ask("q"));
    appendFileSync(path, '{"request":{"mod');
    const again = openTape(path);
    expect(again.all).toHaveLength(1);
    await taped(again, scriptedClient(["two"]))(ask("r"));
    expect(readFileSync(path, "utf8").trimEnd().split("\n")).toHaveLength(2);
    writeFileSync(path, `{"request":1}\n${readFileSync(path, "utf8")}`);
    expect(() => openTape(path)).toThrow(/t\.jsonl:1: requires a take/);
  });
});

describe("openTape(path) of what is no tape", () => {
  const reply = { kind: "text", completions: [{ text: "a", finish: "stop" }], usage: null };
  it.each([
    [{ model: "m", messages: ["q"] }, reply, 'found no role and content in messages[0]: "q"'],
    [{ model: "m", messages: [{ role: "user" }] }, reply, 'found no role and content in messages[0]: {"role":"user"}'],
    [{ model: "m", messages: [{ role: "user", content: [{ kind: "image" }] }] }, reply, "messages[0]"],
    [{ ...ask("q"), schema: null }, reply, "found no name and schema in its schema"],
    [ask("q"), { ...reply, completions: [] }, "found no completions with text and finish"],
    [ask("q"), { ...reply, completions: ["a"] }, "found no completions with text and finish"],
  ])("says what is wrong with %j", (request, answer, why) => {
    const path = join(temporaryFolder("tape"), "t.jsonl");
    writeFileSync(
      path,
      `${JSON.stringify({ request: ask("p"), reply })}\n${JSON.stringify({ request, reply: answer })}\n`,
    );
    expect(() => openTape(path)).toThrow(`t.jsonl:2: requires a take { request, reply }, `);
    expect(() => openTape(path)).toThrow(why);
  });

  it("notices before anything is asked that there is no folder for it", () => {
    const path = join(temporaryFolder("tape"), "none", "t.jsonl");
    expect(() => openTape(path)).toThrow(`${path}: requires a file in a folder that is there`);
  });
});

describe("requestKey(request)", () => {
  it("tells apart what changes the answer, and nothing else", () => {
    const base = { ...ask("q"), temperature: 0.9, schema: { name: "a", schema: { x: 1, y: 2 } } };
    const key = requestKey(base);
    expect(requestKey({ ...base, samples: 9, firstSample: 3, purpose: "fuse" })).toBe(key);
    expect(requestKey({ ...base, schema: { name: "a", schema: { y: 2, x: 1 } } })).toBe(key);
    const others = [
      { ...base, temperature: 0.1 },
      { ...base, model: "n" },
      { ...base, maxTokens: 9 },
      { ...base, stop: ["q"] },
      { ...base, messages: [{ role: "system" as const, content: "q" }] },
      { ...base, messages: [{ role: "user" as const, content: [{ kind: "text" as const, text: "q" }] }] },
      { ...base, messages: [{ role: "user" as const, content: [{ kind: "image" as const, url: "q" }] }] },
      { ...base, schema: { name: "a", schema: { x: 2, y: 1 } } },
    ];
    expect(new Set([key, ...others.map(requestKey)]).size).toBe(others.length + 1);
  });

  const keyOf = (schema: Readonly<Record<string, unknown>>) =>
    requestKey({ ...ask("q"), schema: { name: "a", schema } });

  it("takes no list for an object", () => {
    for (const [one, other] of [
      [{ a: 1 }, [["a", 1]]],
      [{ a: [] }, [["a", []]]],
      [{}, []],
      [{ a: {} }, { a: [] }],
      [{ list: [["a", 1]] }, [["a", 1]]],
    ]) {
      expect(keyOf({ const: one })).not.toBe(keyOf({ const: other }));
      expect(keyOf({ enum: [one] })).not.toBe(keyOf({ enum: [other] }));
    }
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(keyOf({ const: a }) === keyOf({ const: b })).toBe(isDeepStrictEqual(plain(a), plain(b)));
      }),
      { numRuns: 300, seed: 6 },
    );
  });

  it("keeps the keys under which ordinary requests were bought", () => {
    // Made before lists of pairs were told from objects.
    expect(requestKey(ask("q"))).toBe("a1aa55180909d60567237e43980f1270f1ea8b0df4313d485174651b6e59894f");
    const schema = {
      type: "object",
      properties: {
        selected: { type: "array", items: {}, default: [] },
        kind: { enum: ["a", "b"] },
        none: { type: "object", properties: {} },
      },
      required: [],
      additionalProperties: false,
    };
    expect(requestKey({ ...ask("q"), temperature: 0.9, maxTokens: 512, schema: { name: "selection", schema } })).toBe(
      "e7ba02ce06179f09355f0e842134885d83377411acc11f8e8a94463886cdff3a",
    );
  });
});

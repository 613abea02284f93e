import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { kernelSpec } from "isocompute/kernel";
import { executeFile, type KernelSpec } from "isocompute/notebook";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bookText } from "../notebook/books.js";
import { temporaryFolder } from "../temporary-folder.js";

const key = "sk-notebook-7f3a91c04e55d2b8";
const heard: string[] = [];

/** A careless server: refuses with 401 and says the key back in its body and its headers. */
const server = createServer((incoming, outgoing) => {
  const sent = incoming.headers.authorization ?? "";
  heard.push(sent);
  incoming.resume();
  incoming.on("end", () => {
    outgoing.writeHead(401, { "content-type": "application/json", "x-echo": sent, "www-authenticate": sent });
    outgoing.end(
      JSON.stringify({ error: { message: `Incorrect API key provided: ${sent}`, code: "invalid_api_key" } }),
    );
  });
});
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());

const { argv, display_name, language, interrupt_mode } = kernelSpec();
const own: KernelSpec = { name: "isocompute", argv, display_name, language, interrupt_mode };

describe.each([
  ["tslab", "tslab"],
  ["isocompute", own],
] as const)("a notebook on the kernel %s", (_, kernel) => {
  it("shows nothing of the key when a live call fails with 401, whatever its cells print or throw", async () => {
    const folder = temporaryFolder("key");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const cells = [
      `import { createRng } from "isocompute/core";
import { live, openStore } from "isocompute/environments";
import { createLedger, openTape, taped, withLedger, withRetry } from "isocompute/llm";
import { openAiClient } from "isocompute/llm/openai";
import { retrievalQa, syntheticMultiHop } from "isocompute/pipelines";
import { loadTask, parseAllocation } from "isocompute/allocation";
import { writeFileSync } from "node:fs";`,
      `const ledger = createLedger();
const open = openAiClient({ baseURL: "${url}" });
writeFileSync("${join(folder, "tape.jsonl")}", "");
const client = taped(openTape("${join(folder, "tape.jsonl")}"), withRetry(withLedger(open, ledger), createRng("key"), { attempts: 2, firstWaitMs: 1 }));`,
      `const reply = await client({ model: "m", messages: [{ role: "user", content: "q" }] });
reply`,
      `console.log(reply, client, open, ledger, ledger.rows()); console.error(reply);
console.dir(open, { depth: 9, showHidden: true });`,
      `const store = openStore("${join(folder, "samples.db")}");
const task = loadTask("data/tasks/2wiki.json");
const world = live(retrievalQa(), { examples: syntheticMultiHop(createRng("key"), 2), task }, open, { store });
const outcome = await world.evaluate(parseAllocation("Retrieval=Qwen2.5-7B:2,Question Answering=Llama-3.2-3B:2", task));
outcome`,
      `store.close();
throw new Error(JSON.stringify(reply) + JSON.stringify(outcome));`,
    ];
    const input = join(folder, "key.ipynb");
    const output = join(folder, "key.out.ipynb");
    writeFileSync(input, bookText(cells));
    heard.length = 0;
    const events: unknown[] = [];
    const run = await executeFile(input, output, {
      kernel,
      cwd: process.cwd(),
      env: { ...process.env, OPENAI_API_KEY: key },
      onProgress: (event) => events.push(event),
    });
    // The key was used, the call did fail, and the notebook tells that much.
    expect(heard.length).toBeGreaterThan(1);
    expect(new Set(heard)).toEqual(new Set([`Bearer ${key}`]));
    const text = readFileSync(output, "utf8");
    expect(text).toContain("401");
    expect(run.failure?.cause).toContain("[key]");
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
    for (const written of [...files, JSON.stringify(run), JSON.stringify(events)]) {
      expect(written).not.toContain(key);
      expect(written).not.toContain(Buffer.from(key).toString("base64").replace(/=+$/, ""));
    }
  });
});

import { resolve } from "node:path";
import { type Prices, parsePrices, type Task } from "../allocation/index.js";
import { createRng, type Provenance, parseJson, readText, UsageError } from "../core/index.js";
import { type Environment, live, openStore } from "../environments/index.js";
import {
  createLedger,
  createMeter,
  type Ledger,
  type LlmClient,
  type Meter,
  withCaps,
  withLedger,
  withLimit,
  withRetry,
} from "../llm/index.js";
import { openAiClient } from "../llm/openai/index.js";
import type { Io } from "./io.js";
import type { LiveFlags } from "./live-options.js";
import { openWorkload } from "./pipelines.js";
import { reachServer } from "./reach-server.js";

/** A live world under way. */
export interface LiveWorld {
  readonly environment: Environment;
  readonly about: string;
  /** `simulated` where the server says that its models are no real ones. */
  readonly provenance: Provenance;
  /** What this run spends, by purpose and model. */
  readonly ledger: Ledger;
  close(): void;
}

/** Models behind a server, and what asking them costs. */
export interface LiveModels {
  readonly client: LlmClient;
  readonly ledger: Ledger;
  readonly prices: Prices | undefined;
}

/** Opens the client of a server, with its wrappers: every request is in the ledger, and none is sent beyond the caps. */
export function openModels(flags: LiveFlags, io: Io): LiveModels {
  const { baseUrl, keyVariable, concurrency = 16, timeout, jsonReplies, attempts, retryRefusals } = flags;
  if (baseUrl !== undefined && !/^https?:$/.test(URL.canParse(baseUrl) ? new URL(baseUrl).protocol : ""))
    throw new UsageError(`--base-url requires an address such as http://127.0.0.1:8080/v1, got "${baseUrl}"`);
  if (keyVariable !== undefined && !io.env[keyVariable])
    throw new UsageError(
      `--key-variable requires a variable that holds a key, ${keyVariable} is ${io.env[keyVariable] === undefined ? "not set" : "empty"}`,
    );
  const prices =
    flags.prices === undefined
      ? undefined
      : parsePrices(parseJson(readText(resolve(io.cwd, flags.prices), flags.prices), flags.prices), flags.prices);
  const ledger = createLedger(prices);
  const meter = meterOf(flags, prices);
  let client: LlmClient = openAiClient({
    env: io.env,
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
    ...(keyVariable === undefined ? {} : { keyVariable }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    ...(jsonReplies === undefined ? {} : { jsonReplies }),
  });
  client = withLedger(client, ledger);
  if (meter !== null) client = withCaps(client, meter);
  client = withRetry(withLimit(client, { concurrency }), createRng("retry"), {
    refusals: retryRefusals ?? false,
    ...(attempts === undefined ? {} : { attempts }),
  });
  return { client, ledger, prices };
}

/**
 * Opens a live world: the models, the store, the pipeline and its examples.
 *
 * @throws Unreachable if the server gives no answer: whether its models are real ones is not known then
 */
export async function openLive(task: Task, flags: LiveFlags, io: Io, models: LiveModels): Promise<LiveWorld> {
  const { pipeline, examples, about } = openWorkload(task, flags, io.cwd);
  const { baseUrl, concurrency = 16, perRequest, attempts } = flags;
  const { client, ledger, prices } = models;
  const store = flags.store === undefined ? undefined : openStore(resolve(io.cwd, flags.store));
  const patience = { signal: io.signal, ...(attempts === undefined ? {} : { attempts }) };
  let provenance: Provenance = "measured";
  let world: string | null = null;
  if (baseUrl !== undefined)
    try {
      ({ provenance, world } = await reachServer(baseUrl, patience));
    } catch (error) {
      store?.close();
      throw error;
    }
  return {
    environment: live(pipeline, { examples, task }, client, {
      concurrency,
      provenance,
      ...(world === null ? {} : { world }),
      ...(store === undefined ? {} : { store }),
      ...(prices === undefined ? {} : { prices }),
      ...(perRequest === undefined ? {} : { perRequest }),
    }),
    about: `${about}${provenance === "measured" ? "" : `, simulated models${world === null ? "" : ` of ${world}`}`}`,
    provenance,
    ledger,
    close: () => store?.close(),
  };
}

function meterOf(flags: LiveFlags, prices: Prices | undefined): Meter | null {
  const { maxCost: dollars, maxTokens: tokens, maxRequests: requests } = flags;
  if (dollars === undefined && tokens === undefined && requests === undefined) return null;
  if (dollars !== undefined && prices === undefined) throw new UsageError("--max-cost requires --prices");
  return createMeter(
    {
      ...(dollars === undefined ? {} : { dollars }),
      ...(tokens === undefined ? {} : { tokens }),
      ...(requests === undefined ? {} : { requests }),
    },
    prices === undefined ? {} : { prices },
  );
}

/** Tells every second how far a run has come, on a terminal; the returned function ends it. */
export function tellProgress(world: LiveWorld, io: Io, expected: number): () => void {
  if (io.stderr.isTTY !== true) return () => {};
  const start = performance.now();
  const timer = setInterval(() => {
    const { requests, failed, unmetered, promptTokens, outputTokens, dollars } = world.ledger.total();
    const done = requests - failed;
    const seconds = (performance.now() - start) / 1000;
    // Replies the store holds already are not asked for, so this is the longest it can take.
    const left = done === 0 ? "" : `, at most ${Math.max(0, Math.round((seconds / done) * (expected - done)))} s left`;
    const least = unmetered === 0 ? "" : "at least ";
    const money = dollars === null || dollars === 0 ? "" : `, ${least}$${dollars.toFixed(2)}`;
    io.stderr.write(`\r${done}/${expected} calls, ${least}${promptTokens + outputTokens} tokens${money}${left}   `);
  }, 1000);
  return () => {
    clearInterval(timer);
    io.stderr.write("\n");
  };
}

import { setTimeout as delay } from "node:timers/promises";
import type { Provenance } from "../core/index.js";
import { servedByUs } from "../llm/openai/index.js";

/** How long a server is waited for. */
export interface Patience {
  readonly signal: AbortSignal;
  /** Tries in all. @default 6 */
  readonly attempts?: number;
}

/** No further try begins after so long. */
const LONGEST_MS = 15_000;

/** A server gave no answer; told like an error of the system's, by its address. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
  readonly syscall = "connect";
  readonly address: string;
  constructor(address: string, why: string) {
    super(
      `the server at ${address} could not be reached, and whether its models are simulated ones is not known: ${why}; nothing was asked of them`,
    );
    this.address = address;
  }
}

/**
 * What the models of a server are. One that is not up yet is waited for: without its answer a simulation would pass for measured.
 *
 * @throws Unreachable if it gives no answer after a few tries; the signal's reason if it fires first
 */
export async function reachServer(
  baseURL: string,
  { signal, attempts = 6 }: Patience,
): Promise<{ readonly provenance: Provenance; readonly world: string | null }> {
  const start = performance.now();
  let wait = 500;
  for (let attempt = 1; ; attempt++) {
    const served = await servedByUs(baseURL, signal);
    if (served.kind === "simulated") return { provenance: "simulated", world: served.world };
    if (served.kind === "others") return { provenance: "measured", world: null };
    signal.throwIfAborted();
    const late = performance.now() - start + wait > LONGEST_MS;
    if (attempt >= attempts || late)
      throw new Unreachable(baseURL, `${served.why}${attempt === 1 ? "" : ` (${attempt} tries)`}`);
    await delay(wait, undefined, { signal }).catch(() => {}); // the next try tells that the signal fired
    wait *= 2;
  }
}

import type { LlmClient } from "../client.js";
import { systemClock } from "../clock.js";
import { planFaults } from "./faults.js";
import { responder } from "./respond.js";
import type { ServedOptions } from "./serve-models.js";

/**
 * The model server without a socket: a `fetch` that answers as the server would, faults included. Hand it to
 * `openAiClient({ fetch })` and every byte of the live path is exercised in one process.
 *
 * @example
 * const fetch = inProcessFetch(scriptedClient(() => "4"));
 * const body = JSON.stringify({ model: "any", messages: [{ role: "user", content: "2 + 2?" }] });
 * (await fetch("http://local/v1/chat/completions", { method: "POST", body })).status; // => 200
 */
export function inProcessFetch(client: LlmClient, options: ServedOptions = {}): typeof fetch {
  const plan = planFaults(options.faults);
  const respond = responder(client, options.models ?? [], plan, options.world);
  return async (input, init) => {
    const signal = init?.signal ?? undefined;
    signal?.throwIfAborted();
    const url = typeof input === "string" ? input : input instanceof URL ? input.href : input.url;
    const path = url.slice(url.indexOf("/", url.indexOf("//") + 2));
    const body = typeof init?.body === "string" ? init.body : "";
    const scene = await respond({
      method: init?.method ?? "GET",
      path,
      body,
      ...(signal === undefined ? {} : { signal }),
    });
    if (scene.fault === "slow") await systemClock.sleep(plan.slowMs, signal);
    if (scene.fault === "hang") await systemClock.sleep(plan.hangMs, signal);
    signal?.throwIfAborted();
    if (scene.fault === "reset" || scene.fault === "hang")
      throw new TypeError("fetch failed", { cause: new Error("read ECONNRESET") });
    return new Response(scene.fault === "cut" ? brokenStream(scene.body) : scene.body, {
      status: scene.status,
      headers: scene.headers,
    });
  };
}

/** Half of a text, then a lost connection. */
function brokenStream(text: string): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new TypeError("terminated", { cause: new Error("other side closed") }));
      else controller.enqueue(new TextEncoder().encode(text.slice(0, Math.floor(text.length / 2))));
      sent = true;
    },
  });
}

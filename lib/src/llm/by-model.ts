import { UsageError } from "../core/index.js";
import type { LlmClient } from "./client.js";

/**
 * A client that sends each request to the endpoint of its model, so that one pipeline can use several servers.
 *
 * @param clients by the name of the model
 * @param others takes the models that are not listed; without it, they are an error
 * @throws UsageError at a call for a model without a client
 * @example
 * const client = byModel({ small: scriptedClient(() => "4") });
 * (await client({ model: "small", messages: [] })).kind; // => "text"
 */
export function byModel(clients: Readonly<Record<string, LlmClient>>, others?: LlmClient): LlmClient {
  const clientOf = (model: string) => (Object.hasOwn(clients, model) ? clients[model] : others);
  const choose: LlmClient = (request, signal) => {
    const client = clientOf(request.model);
    if (client === undefined)
      throw new UsageError(`no endpoint for the model "${request.model}" (${Object.keys(clients).join(", ")})`);
    return client(request, signal);
  };
  return Object.assign(choose, { servedAs: (model: string) => clientOf(model)?.servedAs?.(model) ?? model });
}

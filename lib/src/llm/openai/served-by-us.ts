import { SERVED_BY } from "../server/respond.js";

/**
 * Whether the models at an address are served by `serveModels`, so that what they say is simulated. False if the server does not
 * list its models, or cannot be reached.
 *
 * @example
 * ```ts no-run
 * const provenance = (await servedByUs("http://127.0.0.1:8080/v1")) ? "simulated" : "measured";
 * ```
 */
export async function servedByUs(baseURL: string, signal?: AbortSignal): Promise<boolean> {
  try {
    const limit = AbortSignal.timeout(10_000);
    const response = await fetch(`${baseURL.replace(/\/$/, "")}/models`, {
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const body: unknown = await response.json();
    const models = typeof body === "object" && body !== null && "data" in body ? body.data : undefined;
    return (
      Array.isArray(models) &&
      models.some(
        (model) => typeof model === "object" && model !== null && Reflect.get(model, "owned_by") === SERVED_BY,
      )
    );
  } catch {
    return false;
  }
}

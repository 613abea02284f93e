import { SERVED_BY } from "../server/respond.js";

/**
 * What `serveModels` serves at an address: with the name of the simulated world that the models are of, where the server tells one. What
 * they say is simulated. `null` if others serve there, the server does not list its models, or it cannot be reached.
 *
 * @example
 * ```ts no-run
 * const served = await servedByUs("http://127.0.0.1:8080/v1");
 * const provenance = served === null ? "measured" : "simulated";
 * ```
 */
export async function servedByUs(
  baseURL: string,
  signal?: AbortSignal,
): Promise<{ readonly world: string | null } | null> {
  try {
    const limit = AbortSignal.timeout(10_000);
    const response = await fetch(`${baseURL.replace(/\/$/, "")}/models`, {
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const body: unknown = await response.json();
    const models: unknown = typeof body === "object" && body !== null && "data" in body ? body.data : undefined;
    if (!Array.isArray(models)) return null;
    const ours: unknown = models.find(
      (model) => typeof model === "object" && model !== null && Reflect.get(model, "owned_by") === SERVED_BY,
    );
    if (typeof ours !== "object" || ours === null) return null;
    const world: unknown = Reflect.get(ours, "world");
    return { world: typeof world === "string" ? world : null };
  } catch {
    return null;
  }
}

import { SERVED_BY } from "../server/respond.js";
import { causes } from "./causes.js";

/**
 * Who serves at an address. `simulated`: `serveModels` does, with the name of the simulated world that its models are of, where it
 * tells one. `others`: whoever answers is not ours, or does not list its models. `unreachable`: nobody answered, or a gateway did for a
 * server that is not there (502, 503, 504), so that nothing is known.
 */
export type Served =
  | { readonly kind: "simulated"; readonly world: string | null }
  | { readonly kind: "others" }
  | { readonly kind: "unreachable"; readonly why: string };

const PATIENCE_MS = 10_000;

/**
 * Whether `serveModels` serves at an address: what its models say is simulated. Asks once, for at most ten seconds.
 *
 * @example
 * ```ts no-run
 * const served = await servedByUs("http://127.0.0.1:8080/v1");
 * if (served.kind === "unreachable") throw new Error(served.why);
 * const provenance = served.kind === "simulated" ? "simulated" : "measured";
 * ```
 */
export async function servedByUs(baseURL: string, signal?: AbortSignal): Promise<Served> {
  const limit = AbortSignal.timeout(PATIENCE_MS);
  let text: string;
  try {
    const response = await fetch(`${baseURL.replace(/\/$/, "")}/models`, {
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    text = await response.text();
    if ([502, 503, 504].includes(response.status))
      return { kind: "unreachable", why: `a gateway answered ${response.status}` };
  } catch (error) {
    if (signal?.aborted === true) return { kind: "unreachable", why: "the caller stopped the request" };
    if (limit.aborted) return { kind: "unreachable", why: `no answer within ${PATIENCE_MS / 1000} seconds` };
    return { kind: "unreachable", why: error instanceof Error ? causes(error) : String(error) };
  }
  const ours = modelsIn(text).find(
    (model) => typeof model === "object" && model !== null && Reflect.get(model, "owned_by") === SERVED_BY,
  );
  if (typeof ours !== "object" || ours === null) return { kind: "others" };
  const world: unknown = Reflect.get(ours, "world");
  return { kind: "simulated", world: typeof world === "string" ? world : null };
}

/** The models that an answer lists; none where it is no list. */
function modelsIn(text: string): readonly unknown[] {
  try {
    const body: unknown = JSON.parse(text);
    const models: unknown = typeof body === "object" && body !== null && "data" in body ? body.data : undefined;
    return Array.isArray(models) ? models : [];
  } catch {
    return [];
  }
}

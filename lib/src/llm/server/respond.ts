import type { LlmClient } from "../client.js";
import type { LlmReply, Unavailable } from "../reply.js";
import { toChatCompletion } from "../wire/chat-completion.js";
import { fromChatRequest } from "../wire/chat-request.js";
import type { FaultKind, FaultPlan } from "./faults.js";

/** The owner of all models that `serveModels` serves: by it a client can tell that they are no real ones. */
export const SERVED_BY = "isocompute";

/** A reply as bytes, and what the shell must do wrong on the way. */
export interface Scene {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Left to the shell: what cannot be told by status and body. */
  readonly fault: "hang" | "slow" | "reset" | "cut" | null;
}

/** One call of the protocol, free of any transport. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly signal?: AbortSignal;
}

/** Answers calls of the protocol: chat completions, and the list of models. */
export function responder(
  client: LlmClient,
  models: readonly string[],
  plan: FaultPlan,
  world?: string,
): (call: Call) => Promise<Scene> {
  let served = 0;
  return async ({ method, path, body, signal }) => {
    const route = path.split("?")[0] ?? "";
    if (method === "GET" && route.endsWith("/models"))
      return json(200, {
        object: "list",
        data: models.map((id) => ({ id, object: "model", created: 0, owned_by: SERVED_BY, world })),
      });
    if (!route.endsWith("/chat/completions")) return failure(404, "not_found_error", `there is no ${method} ${route}`);
    if (method !== "POST") return failure(405, "invalid_request_error", `chat completions require POST, got ${method}`);
    const fault = plan.next();
    const wrong = fault === null ? null : faulty(fault, plan);
    if (wrong !== null) return wrong;
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return failure(400, "invalid_request_error", "the body is not JSON");
    }
    const request = fromChatRequest(parsed);
    if (typeof request === "string") return failure(400, "invalid_request_error", request);
    if (models.length > 0 && !models.includes(request.model))
      return failure(404, "not_found_error", `there is no model '${request.model}'`);
    const reply: LlmReply =
      fault === "refusal"
        ? {
            kind: "refused",
            why: "",
            completions: Array.from({ length: request.samples ?? 1 }, () => declined),
            usage: null,
          }
        : await client(request, signal);
    if (reply.kind === "unavailable") return unavailable(reply);
    served += 1;
    const scene = json(200, toChatCompletion(reply, request.model, `chatcmpl-${served}`));
    if (fault === "truncated") return { ...scene, body: scene.body.slice(0, Math.floor(scene.body.length / 2)) };
    return fault === "cut" || fault === "slow" ? { ...scene, fault } : scene;
  };
}

const declined = { text: "I cannot help with that.", finish: "refused" as const };

/** The reply to a fault that needs no model; null for the others. */
function faulty(fault: FaultKind, plan: FaultPlan): Scene | null {
  switch (fault) {
    case "busy": {
      const scene = failure(429, "rate_limit_error", "too many requests");
      const retry = {
        "retry-after-ms": String(plan.retryAfterMs),
        "retry-after": String(Math.ceil(plan.retryAfterMs / 1000)),
      };
      return { ...scene, headers: { ...scene.headers, ...retry } };
    }
    case "error":
      return failure(500, "server_error", "the server had an error");
    case "overloaded":
      return failure(503, "server_error", "the server is overloaded");
    case "malformed":
      return {
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<html>a gateway page</html>",
        fault: null,
      };
    case "hang":
    case "reset":
      return { status: 200, headers: {}, body: "", fault };
    case "slow":
    case "cut":
    case "truncated":
    case "refusal":
      return null;
  }
}

function unavailable(reply: Unavailable): Scene {
  switch (reply.reason) {
    case "busy":
      return failure(reply.status ?? 503, "server_error", reply.why);
    case "rejected":
      return failure(reply.status ?? 400, "invalid_request_error", reply.why);
    case "timeout":
      return failure(504, "server_error", reply.why);
    case "cap":
    case "tape":
      return failure(403, "permission_error", reply.why);
    case "network":
    case "malformed":
    case "aborted":
      return failure(502, "server_error", reply.why);
  }
}

function failure(status: number, type: string, message: string): Scene {
  return json(status, { error: { message, type, param: null, code: null } });
}

function json(status: number, value: unknown): Scene {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value), fault: null };
}

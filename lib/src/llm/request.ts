/** Who speaks in a message. */
export type Role = "system" | "user" | "assistant";

/** A piece of a message: text, or an image by address (`https:` or `data:`). */
export type ContentPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "image"; readonly url: string };

/** One message of a conversation. */
export interface Message {
  readonly role: Role;
  readonly content: string | readonly ContentPart[];
}

/** The shape a reply must have, as a JSON Schema; servers that know schemas are held to it. */
export interface ReplySchema {
  /** A short name of letters, digits, `_` and `-`, which the protocol asks for. */
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * What a call is for, so that the ledger can tell samples from overhead: `stage` draws samples, `fuse` makes one answer of them,
 * `verify` grades them, `repair` mends an unreadable one, `planner` decides what to try next.
 */
export type Purpose = "stage" | "fuse" | "verify" | "repair" | "planner";

/** A question to a model. */
export interface LlmRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly temperature?: number;
  readonly topP?: number;
  /** The most tokens of one completion. */
  readonly maxTokens?: number;
  readonly stop?: readonly string[];
  readonly schema?: ReplySchema;
  /** How many completions are wanted. @default 1 */
  readonly samples?: number;
  /**
   * The place of the first completion among all that this same question ever gets. It travels as the seed, so that asking for
   * samples 10 to 12 gives others than asking for 0 to 9. @default 0
   */
  readonly firstSample?: number;
  /** Kept in the ledger, never sent. @default "stage" */
  readonly purpose?: Purpose;
}

/**
 * The text of a message, image parts left out.
 *
 * @example
 * textOf({ role: "user", content: [{ kind: "text", text: "What is on the sign?" }] }); // => "What is on the sign?"
 */
export function textOf(message: Message): string {
  if (typeof message.content === "string") return message.content;
  return message.content
    .filter((part) => part.kind === "text")
    .map((part) => part.text)
    .join("\n");
}

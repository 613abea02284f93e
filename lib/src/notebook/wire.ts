import { createHmac, timingSafeEqual } from "node:crypto";

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** One message of the Jupyter protocol, off the wire. */
export interface Message {
  readonly header: Header;
  readonly parent_header: Partial<Header>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
}

const delimiter = Buffer.from("<IDS|MSG>");

/**
 * The frames of a message: delimiter, HMAC-SHA256 over the four JSON frames, and these four.
 *
 * @see https://jupyter-client.readthedocs.io/en/latest/messaging.html#the-wire-protocol
 */
export function encodeMessage(message: Message, key: string): Buffer[] {
  const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [delimiter, Buffer.from(sign(parts, key)), ...parts];
}

/**
 * Reads the frames of a message and proves that it comes from who holds the key.
 *
 * @throws Error if the delimiter or a frame is missing, the signature is wrong or a frame is not JSON
 */
export function decodeMessage(frames: readonly Buffer[], key: string): Message {
  const start = frames.findIndex((frame) => frame.equals(delimiter));
  if (start < 0) throw new Error("a message must hold the frame <IDS|MSG>, got none");
  const signature = frames[start + 1];
  const parts = frames.slice(start + 2, start + 6);
  if (signature === undefined || parts.length < 4)
    throw new Error(`a message must hold a signature and four frames, got ${frames.length - start - 1}`);
  const wanted = Buffer.from(sign(parts, key));
  if (signature.length !== wanted.length || !timingSafeEqual(signature, wanted))
    throw new Error("a message carries a wrong signature: it is not from our kernel");
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString("utf8")));
  return { header, parent_header: parent, metadata, content };
}

function sign(parts: readonly Buffer[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

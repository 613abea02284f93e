import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

const delimiter = Buffer.from("<IDS|MSG>");

export interface WireMessage {
  readonly identities: readonly Buffer[];
  readonly header: { readonly msg_type: string; readonly session: string };
  readonly content: Record<string, unknown>;
}

function sign(key: string, parts: readonly (Buffer | string)[]): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** Parses one message of Jupyter's wire protocol; `undefined` if it is not signed with the key. */
export function readMessage(frames: readonly Buffer[], key: string): WireMessage | undefined {
  const start = frames.findIndex((frame) => frame.equals(delimiter));
  const parts = frames.slice(start + 2);
  const [header, , , content] = parts;
  const given = frames[start + 1];
  if (start < 0 || !given || !header || !content) return undefined;
  const wanted = Buffer.from(sign(key, parts));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  return {
    identities: frames.slice(0, start),
    header: JSON.parse(header.toString()),
    content: JSON.parse(content.toString()),
  };
}

/** The frames of a reply. */
export function writeReply(to: WireMessage, type: string, content: unknown, key: string): (Buffer | string)[] {
  const header = {
    msg_id: randomUUID(),
    session: to.header.session,
    username: "kernel",
    date: new Date().toISOString(),
    msg_type: type,
    version: "5.3",
  };
  const parts = [header, to.header, {}, content].map((part) => JSON.stringify(part));
  return [...to.identities, delimiter, sign(key, parts), ...parts];
}

import { randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";
import type { Channel, Connection } from "./connection.js";
import { decodeMessage, encodeMessage, type Message } from "./wire.js";

/** The client's ends of a kernel's sockets. */
export interface Channels {
  /** Sends a request and returns its id, which answers carry in `parent_header.msg_id`. */
  send(channel: "shell" | "control", type: string, content: object): string;
  /** @returns a function that ends the listening */
  listen(listener: (message: Message, channel: Channel) => void): () => void;
  /** Resolves when the kernel has opened its shell socket. */
  readonly connected: Promise<void>;
  /** Messages that were refused, since they were not signed with our key. */
  refused(): number;
  close(): void;
}

const protocol = "5.3";

/** Connects shell, control and iopub; messages that are not signed with the connection's key are refused and counted. */
export function openChannels(connection: Connection): Channels {
  const session = randomUUID();
  // The default wait of 100 ms between attempts to connect would be felt at every start.
  const options = { linger: 0, reconnectInterval: 10 };
  const shell = new Dealer({ ...options, routingId: session });
  const control = new Dealer({ ...options, routingId: session });
  const iopub = new Subscriber(options);
  // A flood of output must wait in the queue, not be dropped.
  iopub.receiveHighWaterMark = 0;
  iopub.subscribe();

  const listeners = new Set<(message: Message, channel: Channel) => void>();
  let refused = 0;
  let closed = false;
  const pump = async (channel: Channel, socket: AsyncIterable<Buffer[]>) => {
    for await (const frames of socket) {
      let message: Message;
      try {
        message = decodeMessage(frames, connection.key);
      } catch {
        refused++;
        continue;
      }
      for (const listener of [...listeners]) listener(message, channel);
    }
  };
  const connected = new Promise<void>((resolve) => shell.events.on("connect", () => resolve()));
  const sockets = { shell, control, iopub };
  const pumps = Object.entries(sockets).map(([name, socket]) => {
    socket.connect(connection.endpoint(name as Channel));
    return pump(name as Channel, socket);
  });
  const sending = { shell: Promise.resolve(), control: Promise.resolve() };
  const pumped = Promise.all(pumps);
  pumped.catch((error: unknown) => {
    if (!closed) throw error;
  });

  return {
    connected,
    refused: () => refused,
    send(channel, type, content) {
      const id = randomUUID();
      const header = {
        msg_id: id,
        msg_type: type,
        session,
        username: "isocompute",
        date: new Date().toISOString(),
        version: protocol,
      };
      const frames = encodeMessage(
        { header, parent_header: {}, metadata: {}, content: { ...content } },
        connection.key,
      );
      // A socket takes one message at a time, and none while its peer's queue is full: what comes meanwhile waits for its turn.
      sending[channel] = sending[channel]
        .then(() => (closed ? undefined : sockets[channel].send(frames)))
        .catch(() => {}); // a kernel that is gone cannot be sent to; its exit is seen elsewhere
      return id;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}

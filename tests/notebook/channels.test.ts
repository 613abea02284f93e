import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Router } from "zeromq";
import { type Channels, openChannels } from "../../lib/src/notebook/channels.js";
import type { Connection } from "../../lib/src/notebook/connection.js";
import { decodeMessage } from "../../lib/src/notebook/wire.js";
import { temporaryFolder } from "../temporary-folder.js";

const key = "0123456789abcdef";

function connectionIn(folder: string): Connection {
  return {
    file: "",
    key,
    folder,
    endpoint: (channel) => `ipc://${join(folder, channel)}`,
    remove: () => {},
  };
}

/** More than the queues of both ends and the socket between them hold. */
const many = 4000;

function flood(channels: Channels): string[] {
  return Array.from({ length: many }, (_, i) => channels.send("shell", "kernel_info_request", { i }));
}

it("keeps what is sent to a kernel that does not read until it does, all of it and in order", async () => {
  const connection = connectionIn(temporaryFolder("ch"));
  const channels = openChannels(connection);
  const kernel = new Router({ linger: 0 });
  try {
    const sent = flood(channels);
    await sleep(50);
    await kernel.bind(connection.endpoint("shell"));
    await channels.connected;
    await sleep(100);
    sent.push(channels.send("shell", "kernel_info_request", { last: true }));
    const received: unknown[] = [];
    for await (const [, ...frames] of kernel) {
      received.push(decodeMessage(frames, key).header.msg_id);
      if (received.length === sent.length) break;
    }
    expect(received).toEqual(sent);
  } finally {
    channels.close();
    kernel.close();
  }
});

it("takes what is sent after it was closed, or still waits then, without a word", async () => {
  const channels = openChannels(connectionIn(temporaryFolder("ch")));
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  process.on("unhandledRejection", note);
  const ids = flood(channels);
  channels.close();
  ids.push(channels.send("control", "shutdown_request", {}));
  await sleep(50);
  process.off("unhandledRejection", note);
  expect(new Set(ids).size).toBe(many + 1);
  expect(errors).toEqual([]);
});

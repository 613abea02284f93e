import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import type { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Race } from "./race.js";

// What is raced is the built package; threads run nothing else.
const built = createRequire(import.meta.url);
const { bulkDraws, createRng }: typeof import("isocompute/core") = built("../lib/dist/core/index.js");
const { bootstrap, bootstrapPool }: typeof import("isocompute/stats") = built("../lib/dist/stats/index.js");

// The bootstrap against scipy.stats.bootstrap of Debian's python3-scipy, on the same 500 numbers; and against what the machine can do at all.
const rng = createRng("bench/stats");
const base = Array.from({ length: 500 }, () => rng.normal());
const data = {
  lognormal: Array.from({ length: 500 }, () => Math.exp(rng.normal())),
  first: base.map((x) => x + 0.1 + 0.5 * rng.normal()),
  second: base,
  scores: Array.from({ length: 500 }, () => Number(rng.uniform() < 0.7)),
};
const python = "/usr/bin/python3";
const found = spawnSync(python, ["-c", "import scipy; print(scipy.__version__)"], { encoding: "utf8" });
const version = found.status === 0 ? found.stdout.trim() : undefined;

/** One Python process for all races, so that no race pays for its start. It keeps this program alive only while it is asked. */
function startPeer(): (task: string) => Promise<void> {
  const peer = spawn(python, [join(import.meta.dirname, "stats_peer.py")], { stdio: ["pipe", "pipe", "inherit"] });
  peer.stdin.write(`${JSON.stringify(data)}\n`);
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
  const sockets = [peer.stdin as Socket, peer.stdout as Socket];
  peer.unref();
  for (const socket of sockets) socket.unref();
  return async (task) => {
    for (const socket of sockets) socket.ref();
    peer.stdin.write(`${task}\n`);
    const { done } = await lines.next();
    for (const socket of sockets) socket.unref();
    if (done) throw new Error(`the peer ended at ${task}`);
  };
}

const ask = version === undefined ? async () => {} : startPeer();
const mean = (x: Float64Array | undefined): number => {
  const values = x ?? new Float64Array();
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
};
const pool = bootstrapPool({ threads: 2 });
const drawn = { resamples: 9999 } as const;
const ours = {
  ideal: () => bootstrap(data.lognormal, "mean", null),
  drawn: () => bootstrap(data.lognormal, "mean", rng, drawn),
  ownFunction: () => bootstrap(data.lognormal, mean, rng, drawn),
  scores: () => bootstrap(data.scores, "mean", null, { method: "percentile" }),
  paired: () => bootstrap([data.first, data.second], "meanDifference", null, { paired: true }),
};
// Compiled before the clock runs, like the peer's native code.
for (let i = 0; i < 30; i++) {
  ours.ideal();
  ours.scores();
  ours.paired();
  if (i % 6 === 0) {
    ours.drawn();
    ours.ownFunction();
  }
}

const values = Float64Array.from(data.lognormal);
const words = new Int32Array(250);
const indices = Uint16Array.from({ length: 500 }, (_, i) => (i * 263) % 500);
let sink = 0;

function drawWords(out: Int32Array, state: Int32Array): void {
  let a = (state[0] as number) | 0;
  let b = (state[1] as number) | 0;
  let c = (state[2] as number) | 0;
  let d = (state[3] as number) | 0;
  for (let i = 0; i < out.length; i++) {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    out[i] = t;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

function gather(from: Float64Array, positions: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < positions.length; i++) sum += from[positions[i] as number] as number;
  return sum;
}

/** As many random words (two indices each), gathers and additions as that many means of 500 need, and nothing else. */
function floor(means: number): void {
  const state = bulkDraws(rng);
  let total = 0;
  for (let i = 0; i < means; i++) {
    drawWords(words, state);
    total += gather(values, indices);
  }
  sink += total;
}
for (let i = 0; i < 5; i++) floor(9999);
const start = performance.now();
floor(9999);
const rate = (9999 * 500) / (performance.now() - start) / 1000;
if (sink === 0) throw new Error("the floor was optimised away");

const absent = version === undefined ? { absent: `${python} has no scipy` } : {};
const against = (task: string) => ({ peerName: `scipy ${version ?? "?"}`, peer: () => ask(task), ...absent });

export const races: readonly Race[] = [
  {
    name: "stats: ideal BCa of a mean, n = 500 (B = 9999; wanted 20)",
    ours: () => void ours.ideal(),
    ...against("bca"),
  },
  { name: "stats: the same, peer at its best batch", ours: () => void ours.ideal(), ...against("bca batched") },
  {
    name: "stats: drawn BCa of a mean, one thread (B = 9999; wanted 2)",
    ours: () => void ours.drawn(),
    ...against("bca"),
  },
  {
    name: "stats: the same, peer at its best batch, one thread",
    ours: () => void ours.drawn(),
    ...against("bca batched"),
  },
  {
    name: "stats: drawn BCa of a mean, two threads (wanted 3.5)",
    ours: async () => void (await pool.bootstrap(data.lognormal, "mean", rng, drawn)),
    ...against("bca"),
  },
  {
    name: "stats: drawn BCa of a function (B = 9999; wanted 5)",
    ours: () => void ours.ownFunction(),
    ...against("bca of a function"),
  },
  {
    name: "stats: ideal percentile of 0/1 scores (B = 100000; wanted 1000)",
    ours: () => void ours.scores(),
    ...against("scores"),
  },
  {
    name: "stats: ideal BCa of a paired difference (B = 9999; wanted 20)",
    ours: () => void ours.paired(),
    ...against("paired"),
  },
  {
    name: `stats: drawn means, n = 500, B = 9999 (floor ${rate.toFixed(0)} million draws and gathers per second; wanted 1)`,
    peerName: "1.5 times the floor",
    ours: () => void bootstrap(data.lognormal, "mean", rng, { ...drawn, method: "percentile" }),
    peer: () => floor(1.5 * 9999),
  },
];

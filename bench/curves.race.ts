import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pythonWith } from "../tests/peers/jupyter.js";
import type { Race } from "./race.js";

// What is raced is the built package, as users run it.
const built = createRequire(import.meta.url);
const { createRng }: typeof import("isocompute/core") = built("../lib/dist/core/index.js");
const { families, fit: fitCurve }: typeof import("isocompute/curves") = built("../lib/dist/curves/index.js");
const { isotonic, unimodal }: typeof import("isocompute/unimodality") = built("../lib/dist/unimodality/index.js");

// Both sides get the same numbers; the peer is one Python process that stays up, so that only its work is timed.
const rng = createRng("bench-curves");
const k = [1, 2, 3, 4, 6, 9, 13, 18, 26, 38, 55, 78, 113, 162, 234, 336, 483, 616, 785, 1000];
const y = k.map((x) => Math.exp(-1.4 * x ** -0.35) + 0.006 * rng.normal());
const starts = Array.from({ length: 50 }, () => [
  Math.exp(Math.log(1e-3) + rng.uniform() * Math.log(2e4)),
  Math.exp(Math.log(1e-3) + rng.uniform() * Math.log(5e3)),
]);
const points = 100_000;
const noisy = Float64Array.from({ length: points }, (_, i) => Math.sin((Math.PI * i) / points) + 0.2 * rng.normal());

const script = `
import sys, json, warnings
import numpy as np
from scipy.optimize import curve_fit
from sklearn.isotonic import IsotonicRegression
warnings.filterwarnings("ignore")
data = json.loads(sys.stdin.readline())
k, y, starts = np.array(data["k"], float), np.array(data["y"]), data["starts"]
iso = np.array(data["noisy"]); at = np.arange(len(iso))
def f(x, a, b): return np.exp(-a * x**-b)
box = ([1e-6, 1e-4], [50, 10])
def many(**options):
    best = None
    for s in starts:
        try: p, _ = curve_fit(f, k, y, p0=s, maxfev=5000, **options)
        except Exception: continue
        e = ((f(k, *p) - y)**2).sum()
        if best is None or e < best: best = e
    return best
work = {
    "free": lambda: curve_fit(f, k, y, p0=[1, .5]),
    "bounded": lambda: curve_fit(f, k, y, p0=[1, .5], bounds=box),
    "free50": lambda: many(),
    "bounded50": lambda: many(bounds=box),
    "iso": lambda: IsotonicRegression().fit_transform(at, iso),
    "iso2": lambda: (IsotonicRegression().fit_transform(at, iso), IsotonicRegression(increasing=False).fit_transform(at, iso)),
}
print("ready", flush=True)
for line in sys.stdin:
    name, times = line.split()
    for _ in range(int(times)): work[name]()
    print("done", flush=True)
`;

const python = pythonWith("scipy") === undefined ? undefined : pythonWith("sklearn");
let peer: { child: ChildProcess; answer: () => Promise<void> } | undefined;

async function ask(name: string, times: number): Promise<void> {
  if (peer === undefined) {
    const child = spawn(python ?? "", ["-c", script], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout });
    peer = { child, answer: async () => void (await once(lines, "line")) };
    const ready = peer.answer();
    child.stdin.write(`${JSON.stringify({ k, y, starts, noisy: Array.from(noisy) })}\n`);
    await ready;
    process.once("exit", () => child.kill());
  }
  const answer = peer.answer();
  peer.child.stdin?.write(`${name} ${times}\n`);
  await answer;
}

function race(name: string, work: string, peerName: string, times: number, ours: () => void): Race {
  return {
    name: `${name} (${times} ×)`,
    peerName,
    rounds: 9,
    ours: () => {
      for (let i = 0; i < times; i++) ours();
    },
    peer: () => ask(work, times),
    close: () => {
      peer?.child.kill();
      peer = undefined;
    },
    ...(python === undefined ? { absent: "no Python with scipy and sklearn" } : {}),
  };
}

const start = { a: 1, b: 0.5 };
const box = { a: [1e-6, 50], b: [1e-4, 10] } as const;
const single = () => void fitCurve(families.exppow, k, y, { start, bounds: box });
const fifty = () => void fitCurve(families.exppow, k, y, { start, starts: 49, bounds: box });

export const races: readonly Race[] = [
  race("fit, 20 points, bounded, one start", "bounded", "curve_fit with bounds", 200, single),
  race("fit, 20 points, bounded, one start", "free", "curve_fit without bounds", 400, single),
  race("fit, 20 points, own search for starts", "bounded", "curve_fit with bounds, one start", 200, () => {
    fitCurve(families.exppow, k, y);
  }),
  race("fit, 20 points, 50 starts", "bounded50", "curve_fit with bounds", 4, fifty),
  race("fit, 20 points, 50 starts", "free50", "curve_fit without bounds", 12, fifty),
  race("isotonic, 100 000 points", "iso", "sklearn IsotonicRegression", 10, () => void isotonic(noisy)),
  race("unimodal, 100 000 points", "iso2", "two sklearn isotonic fits", 10, () => void unimodal(noisy)),
];

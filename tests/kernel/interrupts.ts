/** What a user may have to stop. */
export const stuckCells: Readonly<Record<string, string>> = {
  "a synchronous loop": "for (;;) {}",
  "a wait without end": "await new Promise(() => {})",
  "a loop after a wait": "await null; for (;;) {}",
  "waits without end": "while (true) await null",
  "a loop that catches everything": "for (;;) { try { for (;;) {} } catch {} }",
  "a loop of pauses": "for (;;) await new Promise((done) => setTimeout(done, 20))",
  "a long sort after a wait":
    "await null; const big = Array.from({ length: 3e6 }, (_, i) => (i * 7919) % 1000003); for (;;) [...big].sort((a, b) => a - b)",
  "a regular expression that explodes": "/(a+)+$/.test('a'.repeat(40) + 'b')",
  "a loop in a promise's continuation": "await Promise.resolve().then(() => { for (;;) {} })",
  "a loop in a timer": "await new Promise((done) => setTimeout(() => { for (;;) {} }, 1))",
};

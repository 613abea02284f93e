import type { Clock } from "isocompute/llm";

/** A clock that stands still until somebody sleeps, and then jumps; it remembers the sleeps. */
export function fakeClock(): Clock & { readonly sleeps: number[] } {
  let time = 0;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => time,
    async sleep(ms) {
      sleeps.push(ms);
      time += ms;
    },
  };
}

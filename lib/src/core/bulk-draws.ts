import type { Rng } from "./rng.js";

/**
 * A generator for loops that draw millions of indices: sfc32, about one nanosecond per 32 bits where a call of `Rng.below` costs ten.
 * Its four words come from an `Rng`; from there on it is a stream of its own.
 */
export type BulkState = Int32Array & { readonly __bulk: never };

/** Indices below this come two from each 32-bit word. */
const HALF_WORD = 65536;

/**
 * Opens a bulk stream, seeded with four words of `rng` (which advances by four draws).
 *
 * @see Chris Doty-Humphrey, PractRand, "sfc32"
 * @example
 * bulkDraws(createRng("a")).length; // => 4
 */
export function bulkDraws(rng: Rng): BulkState {
  const state = Int32Array.of(rng.bits(), rng.bits(), rng.bits(), rng.bits()) as BulkState;
  drawWords(new Int32Array(12), state); // words of a fresh state are close to the seed's own bits
  return state;
}

/** Fills `out` with 32-bit words. */
function drawWords(out: Int32Array, state: BulkState): void {
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
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

/**
 * Fills `out` with uniform integers in [0, n), without bias (Lemire's multiply-and-reject on half words, or whole words from 65 537 on).
 *
 * @param out 16 bits are enough up to n = 65 536
 * @throws RangeError unless n is an integer in [1, 2^21]
 * @example
 * const dice = new Uint16Array(600);
 * fillBelow(6, dice, bulkDraws(createRng("dice")));
 * Math.max(...dice); // => 5
 */
export function fillBelow(n: number, out: Uint16Array | Uint32Array, state: BulkState): void {
  if (!Number.isInteger(n) || n < 1 || n > 2 ** 21)
    throw new RangeError(`fillBelow requires an integer in [1, 2^21], got ${n}`);
  if (n > HALF_WORD) {
    fillBelowLarge(n, out, state);
    return;
  }
  const length = out.length;
  const threshold = HALF_WORD % n;
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let i = 0;
  while (i < length) {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    const high = Math.imul(t >>> 16, n);
    const low = Math.imul(t & 65535, n);
    if ((high & 65535) >= threshold) out[i++] = high >>> 16;
    if ((low & 65535) >= threshold && i < length) out[i++] = low >>> 16;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

function fillBelowLarge(n: number, out: Uint16Array | Uint32Array, state: BulkState): void {
  const words = new Int32Array(1024);
  const threshold = 2 ** 32 % n;
  let next = words.length;
  for (let i = 0; i < out.length; ) {
    if (next === words.length) {
      drawWords(words, state);
      next = 0;
    }
    const product = ((words[next++] as number) >>> 0) * n; // below 2^53: exact
    const high = Math.floor(product / 2 ** 32);
    if (product - high * 2 ** 32 >= threshold) out[i++] = high;
  }
}

/**
 * Fills each place of `out` with the sum of `values.length` draws with replacement from `values`: the inner loop of every bootstrap
 * of a mean, with the generator written into it because a call, or a buffer of indices, would cost as much as the draw.
 * The same numbers as `fillBelow` and a gather give.
 *
 * @example
 * const sums = new Float64Array(2);
 * fillDrawnSums(Float64Array.of(1, 1, 1), sums, bulkDraws(createRng("ones")));
 * sums; // => Float64Array.of(3, 3)
 */
export function fillDrawnSums(values: Float64Array, out: Float64Array, state: BulkState): void {
  const n = values.length;
  if (n > HALF_WORD) {
    const indices = new Uint32Array(n);
    for (let k = 0; k < out.length; k++) {
      fillBelow(n, indices, state);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += values[indices[i] as number] as number;
      out[k] = sum;
    }
    return;
  }
  const threshold = HALF_WORD % n;
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  for (let k = 0; k < out.length; k++) {
    let sum = 0;
    let i = 0;
    while (i < n) {
      const t = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + t) | 0;
      const high = Math.imul(t >>> 16, n);
      const low = Math.imul(t & 65535, n);
      if ((high & 65535) >= threshold) {
        sum += values[high >>> 16] as number;
        i = (i + 1) | 0;
      }
      if ((low & 65535) >= threshold && i < n) {
        sum += values[low >>> 16] as number;
        i = (i + 1) | 0;
      }
    }
    out[k] = sum;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

/**
 * Fills `out` with draws with replacement from `values`: one resample. The same numbers as `fillBelow` and a gather give.
 *
 * @example
 * const resample = new Float64Array(3);
 * fillDrawn(Float64Array.of(7), resample, bulkDraws(createRng("sevens")));
 * resample; // => Float64Array.of(7, 7, 7)
 */
export function fillDrawn(values: Float64Array, out: Float64Array, state: BulkState): void {
  const n = values.length;
  const length = out.length;
  if (n > HALF_WORD) {
    const indices = new Uint32Array(length);
    fillBelow(n, indices, state);
    for (let i = 0; i < length; i++) out[i] = values[indices[i] as number] as number;
    return;
  }
  const threshold = HALF_WORD % n;
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let i = 0;
  while (i < length) {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    const high = Math.imul(t >>> 16, n);
    const low = Math.imul(t & 65535, n);
    if ((high & 65535) >= threshold) out[i++] = values[high >>> 16] as number;
    if ((low & 65535) >= threshold && i < length) out[i++] = values[low >>> 16] as number;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

import { createHash } from "node:crypto";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/**
 * A named stream of chance. Everything random in the lab is drawn from one of these, received as an argument.
 * A stream is mutable: each draw advances it.
 */
export interface Rng {
  /** The names that led here, joined by `/`; two streams of the same path draw the same numbers. */
  readonly path: string;
  /** A uniform number in [0, 1), a multiple of 2^-53. */
  uniform(): number;
  /** A uniform integer in [0, n), without modulo bias. Throws RangeError unless n is an integer in [1, 2^32]. */
  below(n: number): number;
  /** A standard normal number. */
  normal(): number;
  /** 32 uniform bits as an integer in [0, 2^32); prefer its high bits, the lowest are the weakest. */
  bits(): number;
  /** An independent stream, fixed by this stream's path and `name` alone: forking does not advance this stream, nor depends on how far it has come. */
  fork(name: string | number): Rng;
}

const TWO_32 = 2 ** 32;

/**
 * Opens the stream called `name`: the same name gives the same numbers on every machine and Node version.
 *
 * xoroshiro128+ seeded with the first 128 bits of sha256(name). A 32-bit seed would give two of 100 000 forks
 * the same stream more often than not.
 *
 * @param name any non-empty text; a notebook uses its own name
 * @throws RangeError if the name is empty
 * @see Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators"
 * @example
 * createRng("02-scaling-curves").uniform() === createRng("02-scaling-curves").uniform(); // => true
 */
export function createRng(name: string): Rng {
  if (name === "") throw new RangeError("createRng requires a non-empty name, got an empty one");
  const digest = createHash("sha256").update(name).digest();
  const word = (i: number) => digest.readInt32LE(4 * i);
  const generator = xoroshiro128plusFromState([word(0), word(1), word(2), word(3)]);
  const bits = () => generator.next() >>> 0;
  const uniform = () => {
    const high = bits() >>> 5;
    const low = bits() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
  return {
    path: name,
    bits,
    uniform,
    below(n) {
      if (!Number.isInteger(n) || n < 1 || n > TWO_32)
        throw new RangeError(`below requires an integer in [1, 2^32], got ${n}`);
      return n <= 2 ** 21 ? belowSmall(bits, n) : belowLarge(bits, n);
    },
    normal() {
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        // Marsaglia's polar method; its second number is dropped so that a stream has no hidden half-draw.
        if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
      }
    },
    fork: (child) => createRng(`${name}/${child}`),
  };
}

/** Lemire's multiply-and-reject; `bits * n` stays below 2^53, so doubles hold it exactly. */
function belowSmall(bits: () => number, n: number): number {
  const threshold = TWO_32 % n;
  for (;;) {
    const product = bits() * n;
    const high = Math.floor(product / TWO_32);
    if (product - high * TWO_32 >= threshold) return high;
  }
}

/** The top bits that n needs, drawn again until they fall below it: at most half the draws are lost on average. */
function belowLarge(bits: () => number, n: number): number {
  const unused = Math.clz32(n - 1);
  for (;;) {
    const draw = bits() >>> unused;
    if (draw < n) return draw;
  }
}

/** What the main thread is doing, as the control thread must know it before it stops anything. */
export const Doing = {
  /** Work of the kernel's own, such as a type check or a reply: never to be stopped half-way, since neither would come to an end. */
  kernel: 0,
  /** A cell's synchronous part, which SIGINT stops cleanly. */
  cell: 1,
  /** Nothing of the kernel's own: if something runs, it is a continuation of a cell, which only termination stops. */
  waiting: 2,
  /** The control thread is terminating what runs. */
  terminating: 3,
} as const;

const doingSlot = 0;
const runSlot = 1;
const stopSlot = 2;
const closedSlot = 3;
/** How long the main thread lets a termination take effect before it goes on. */
const terminationTime = 2000; // ms

/** Shared between the threads: the main one says what it does, the control one asks. */
export class UserCode {
  readonly #slots: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#slots = new Int32Array(buffer);
  }

  static buffer(): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT);
  }

  get doing(): number {
    return Atomics.load(this.#slots, doingSlot);
  }

  /** The main thread goes on to something else; a termination under way has its say first. */
  become(doing: number): void {
    for (;;) {
      const before = this.doing;
      if (before === Doing.terminating) Atomics.wait(this.#slots, doingSlot, Doing.terminating, terminationTime);
      const expected = before === Doing.terminating ? this.doing : before;
      if (Atomics.compareExchange(this.#slots, doingSlot, expected, doing) === expected) return;
    }
  }

  /** The control thread claims the right to terminate; false while that could hit the kernel itself, or SIGINT does as well. */
  claimTermination(): boolean {
    return Atomics.compareExchange(this.#slots, doingSlot, Doing.waiting, Doing.terminating) === Doing.waiting;
  }

  releaseTermination(): void {
    Atomics.compareExchange(this.#slots, doingSlot, Doing.terminating, Doing.waiting);
    Atomics.notify(this.#slots, doingSlot);
  }

  /** The number of the run that has begun and not ended; zero between cells. */
  get run(): number {
    return Atomics.load(this.#slots, runSlot);
  }

  set run(number: number) {
    Atomics.store(this.#slots, runSlot, number);
  }

  /** An interrupt arrived before the run reached the user's code, which must not begin. */
  forbid(run: number): void {
    Atomics.store(this.#slots, stopSlot, run);
  }

  isForbidden(run: number): boolean {
    return Atomics.load(this.#slots, stopSlot) === run;
  }

  /** The control thread has closed its socket. */
  reportClosed(): void {
    Atomics.store(this.#slots, closedSlot, 1);
    Atomics.notify(this.#slots, closedSlot);
  }

  waitUntilClosed(milliseconds: number): void {
    Atomics.wait(this.#slots, closedSlot, 0, milliseconds);
  }
}

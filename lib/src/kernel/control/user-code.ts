/** What the main thread is doing, as the control thread must know it before it stops anything. */
export const Doing = {
  /** Nothing of length of the kernel's own: if something runs, it is a continuation of a cell, which only termination stops. */
  waiting: 0,
  /** A cell's synchronous part, which SIGINT stops cleanly. */
  cell: 1,
  /** A type check: never to be stopped half-way, since the compiler would not survive it. */
  checking: 2,
  /** The control thread is terminating what runs. */
  terminating: 3,
} as const;

const doingSlot = 0;
const interruptSlot = 1;
const closedSlot = 2;
/** How long the main thread lets a termination take effect before it goes on. */
const terminationTime = 1000; // ms

/** Shared between the threads: the main one says what it does, the control one asks. */
export class UserCode {
  readonly #slots: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.#slots = new Int32Array(buffer);
  }

  static buffer(): SharedArrayBuffer {
    return new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);
  }

  get doing(): number {
    return Atomics.load(this.#slots, doingSlot);
  }

  /** The main thread goes on to something else; a termination under way has its say first. */
  become(doing: number): number {
    for (;;) {
      const before = this.doing;
      if (before === Doing.terminating) Atomics.wait(this.#slots, doingSlot, Doing.terminating, terminationTime);
      const expected = before === Doing.terminating ? this.doing : before;
      if (Atomics.compareExchange(this.#slots, doingSlot, expected, doing) === expected) return before;
    }
  }

  /** The control thread claims the right to terminate; false while the main thread checks types or is in reach of SIGINT. */
  claimTermination(): boolean {
    return Atomics.compareExchange(this.#slots, doingSlot, Doing.waiting, Doing.terminating) === Doing.waiting;
  }

  releaseTermination(): void {
    Atomics.compareExchange(this.#slots, doingSlot, Doing.terminating, Doing.waiting);
    Atomics.notify(this.#slots, doingSlot);
  }

  /** An interrupt arrived while types were checked: the cell must not begin. */
  requestInterrupt(): void {
    Atomics.store(this.#slots, interruptSlot, 1);
  }

  /** Whether an interrupt was asked for since this was last asked. */
  takeInterrupt(): boolean {
    return Atomics.exchange(this.#slots, interruptSlot, 0) === 1;
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

const quietTime = 20; // ms until a lone write is sent
const longestWait = 100; // ms after which the next write is sent at once
const largestPart = 65_536; // characters per message

/** Gathers writes to stdout and stderr into few messages, in order, without holding any back for long. */
export class StreamBuffer {
  readonly #send: (name: string, text: string) => void;
  #name = "";
  #parts: string[] = [];
  #size = 0;
  #sentAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (name: string, text: string) => void) {
    this.#send = send;
  }

  write(name: string, text: string): void {
    if (name !== this.#name) {
      this.flush();
      this.#name = name;
    }
    this.#parts.push(text);
    this.#size += text.length;
    if (this.#size >= largestPart || Date.now() - this.#sentAt > longestWait) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), quietTime);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#size === 0) return;
    const text = this.#parts.join("");
    this.#parts = [];
    this.#size = 0;
    this.#sentAt = Date.now();
    this.#send(this.#name, text);
  }
}

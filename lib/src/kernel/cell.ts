import type { Diagnostic, ExecuteRequest, Message, Reply, Server } from "./engine.js";

/** One execute request, from its arrival to its reply and, for late output, beyond. */
export class Cell {
  readonly request: ExecuteRequest;
  readonly message: Message;
  /** Execution count; zero until the cell starts. */
  count = 0;
  /** From its start to its reply, with which all that it printed has gone out. */
  running = false;
  /** Type errors and the thrown value, as the engine reports them. */
  readonly diagnostics: Diagnostic[] = [];
  thrown: { readonly value: unknown } | undefined;
  /** Lines about the cell's fate that belong under its traceback. */
  readonly notes: string[] = [];
  /** Sends what is held back; whoever publishes calls it first, so that outputs keep their order. */
  flush: () => void = () => {};
  readonly #server: Server;

  constructor(server: Server, message: Message) {
    this.#server = server;
    this.message = message;
    this.request = message.content as unknown as ExecuteRequest;
  }

  /** The metadata of what the cell shows just now: what comes after its end says so. */
  get outputMetadata(): Record<string, unknown> {
    return this.running ? {} : { late: true };
  }

  /** The cell as it is named in stack traces. */
  get label(): string {
    return `In[${this.count}]`;
  }

  /** Sends a message on iopub with this cell as its parent. */
  publish(type: string, content: unknown, metadata: Record<string, unknown> = {}): void {
    this.flush();
    this.publishNow(type, content, metadata);
  }

  /** As `publish`, past what is held back. */
  publishNow(type: string, content: unknown, metadata: Record<string, unknown> = {}): void {
    const reply: Reply = this.message.createReply();
    reply.header.msg_type = type;
    reply.content = content;
    reply.metadata = metadata;
    // A broadcast goes to a topic; the routing ids of the request mean nothing there, but clients skip them.
    reply.signAndSend(this.#server.connInfo.key, this.#server.iopub);
  }
}

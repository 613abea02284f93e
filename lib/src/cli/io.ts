/** What a command may touch of the outside world; tests pass their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Fires on Ctrl-C; a long command stops cleanly and keeps what it has. */
  readonly signal: AbortSignal;
}

/** A place to write text, such as `process.stdout`. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a subcommand is given: the world, and a way to end with a code other than zero without an error message of its own. */
export interface Session {
  readonly io: Io;
  exitWith(code: number): void;
}

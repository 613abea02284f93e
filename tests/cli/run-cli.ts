import { main } from "isocompute/cli";

/** Runs the command line in this process and gives back what it wrote. */
export async function runCli(
  argv: readonly string[],
  options: { readonly cwd?: string; readonly env?: Record<string, string>; readonly signal?: AbortSignal } = {},
): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await main(argv, {
    stdout: {
      write: (text) => {
        out += text;
      },
    },
    stderr: {
      write: (text) => {
        err += text;
      },
    },
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, out, err };
}

import type { Parsed } from "../../llm/index.js";

/** One file of a program. */
export interface CodeFile {
  readonly path: string;
  readonly code: string;
}

/** What prompts ask for, so that files of a reply can be told apart. */
export const filesForm =
  'Write every file in full: a line "FILE: " with its path, then its code in a fenced block. The program starts from main.py and uses Python\'s standard library alone.';

/** Files in that form. */
export function formatFiles(files: readonly CodeFile[]): string {
  return files.map(({ path, code }) => `FILE: ${path}\n\`\`\`python\n${code}\n\`\`\``).join("\n");
}

/** The files of a reply as JSON, in order of path; the last one of a path counts. Paths that leave the folder are refused. */
export function readFiles(reply: string): Parsed<string> {
  const files = new Map<string, string>();
  for (const match of reply.matchAll(/^[ \t*#`]*FILE:[ \t]*([^\s`*]+)[ \t*`]*\n```[\w-]*[ \t]*\n([\s\S]*?)\n?```/gm)) {
    const [, path = "", code = ""] = match;
    if (!/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(path))
      return { kind: "malformed", why: `requires paths inside the folder, got "${path}"` };
    files.set(path, code);
  }
  if (files.size === 0) return { kind: "malformed", why: 'requires at least one "FILE: " with a fenced block' };
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, code]) => ({ path, code }));
  return { kind: "ok", value: JSON.stringify(sorted) };
}

export function parseFiles(output: string): CodeFile[] {
  return JSON.parse(output);
}

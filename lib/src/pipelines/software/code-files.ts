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

/** The files of a reply as JSON, by path; the last one of a path counts. Paths that leave the folder, or that none can hold, are refused. */
export function readFiles(reply: string): Parsed<string> {
  const files = new Map<string, string>();
  for (const match of reply.matchAll(/^[ \t*#`]*FILE:[ \t]*([^\s`*]+)[ \t*`]*\n```[\w-]*[ \t]*\n([\s\S]*?)\n?```/gm)) {
    const [, path = "", code = ""] = match;
    files.set(path, code);
  }
  const why = pathFault([...files.keys()]);
  if (why !== null) return { kind: "malformed", why };
  if (files.size === 0) return { kind: "malformed", why: 'requires at least one "FILE: " with a fenced block' };
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, code]) => ({ path, code }));
  return { kind: "ok", value: JSON.stringify(sorted) };
}

/** Names and whole paths that file systems take, with room for the folder's own. */
const [LONGEST_NAME, LONGEST_PATH] = [255, 2000];

/** Why files of these paths cannot lie in one folder together; null if they can. */
export function pathFault(paths: readonly string[]): string | null {
  const known = new Set(paths);
  for (const path of paths) {
    if (!/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(path)) return `requires paths inside the folder, got "${path}"`;
    const parts = path.split("/");
    if (path.length > LONGEST_PATH || parts.some((name) => name.length > LONGEST_NAME))
      return `requires names of at most ${LONGEST_NAME} characters and paths of at most ${LONGEST_PATH}, got "${path.slice(0, 60)}…"`;
    const file = parts.map((_, i) => parts.slice(0, i).join("/")).find((folder) => known.has(folder));
    if (file !== undefined) return `requires paths that are files or folders, got "${file}" as both ("${path}")`;
  }
  return null;
}

export function parseFiles(output: string): CodeFile[] {
  return JSON.parse(output);
}

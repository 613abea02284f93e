/**
 * Whether code is written out: 1 if no line of it is a placeholder, 0 if one is or if there is no code. A placeholder is a
 * statement that is `pass`, `...` or `raise NotImplementedError` alone, or a comment that says TODO or FIXME; what stands in a string is
 * neither. Names such as `bypass` and `password` are none (the official check takes "bypass" and "compass" for one).
 *
 * Read as Python. Of other languages it knows block comments, and `//` at the start of a line or behind `;`, `{` or `}`: elsewhere
 * `//` divides.
 *
 * @param files the code of each file
 * @example
 * [codeCompleteness(["def f():\n    pass  # later\n"]), codeCompleteness(["bypass = compass(1)\n"])]; // => [0, 1]
 */
export function codeCompleteness(files: readonly string[]): 0 | 1 {
  for (const file of files) {
    const { statements, comments } = takeApart(file);
    if (comments.some((comment) => /\b(?:todo|fixme)\b/i.test(comment))) return 0;
    if (statements.split("\n").some((line) => PLACEHOLDER.test(line))) return 0;
  }
  return files.some((file) => file.trim() !== "") ? 1 : 0;
}

const PLACEHOLDER = /^(?:.*:)?\s*(?:pass|\.\.\.|raise\s+NotImplementedError\b.*)\s*;?\s*$/;

/** A string, which may be left open; or a comment, where one may begin. */
const TOKEN = new RegExp(
  [
    /(?<quotes>"""|''')(?:\\[\s\S]|(?!\k<quotes>)[\s\S])*(?:\k<quotes>)?/,
    /"(?:\\[\s\S]|[^"\\\n])*"?/,
    /'(?:\\[\s\S]|[^'\\\n])*'?/,
    /(?<hash>#.*)/,
    /(?<block>\/\*(?:(?!\*\/)[\s\S])*(?:\*\/)?)/,
    /(?<=(?:^|[;{}])[ \t]*)(?<slashes>\/\/.*)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gm",
);

/** Code with its strings emptied and without its comments, and these. */
function takeApart(code: string): { statements: string; comments: string[] } {
  const comments: string[] = [];
  const statements = code.replace(TOKEN, (...found) => {
    const { hash, block, slashes }: Record<string, string | undefined> = found.at(-1);
    const comment = hash ?? block ?? slashes;
    if (comment === undefined) return '""';
    comments.push(comment);
    return "";
  });
  return { statements, comments };
}

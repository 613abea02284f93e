/**
 * Whether code is written out: 1 if no line of it is a placeholder, 0 if one is or if there is no code. A placeholder is a
 * statement that is `pass`, `...` or `raise NotImplementedError` alone, or a comment that says TODO or FIXME. Names such as `bypass`
 * and `password` are none (the official check takes "bypass" and "compass" for one).
 *
 * @param files the code of each file
 * @example
 * [codeCompleteness(["def f():\n    pass  # later\n"]), codeCompleteness(["bypass = compass(1)\n"])]; // => [0, 1]
 */
export function codeCompleteness(files: readonly string[]): 0 | 1 {
  let lines = 0;
  for (const file of files)
    for (const line of file.split("\n")) {
      if (line.trim() !== "") lines += 1;
      if (isPlaceholder(line)) return 0;
    }
  return lines === 0 ? 0 : 1;
}

function isPlaceholder(line: string): boolean {
  if (/(?:#|\/\/|\/\*|\*).*\b(?:todo|fixme)\b/i.test(line)) return true;
  return /^(?:.*:)?\s*(?:pass|\.\.\.|raise\s+NotImplementedError\b.*)\s*;?\s*(?:#.*)?$/.test(line);
}

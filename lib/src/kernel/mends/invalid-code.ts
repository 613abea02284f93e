import type { Compiler } from "../engine.js";
import { type Mend, wrap } from "../mend.js";

export const invalidCode: Mend = {
  name: "invalid-code",
  why: "code with a syntax error is called complete, and an open template or comment too",
  apply({ handlerPrototype, compiler }) {
    wrap(
      handlerPrototype,
      "handleIsComplete",
      (handle) =>
        function (this: typeof handlerPrototype, request) {
          const reply = handle.call(this, request);
          if (/\n\s*\n\s*$/.test(request.code)) return reply; // two empty lines: the user wants it run
          const status = completeness(compiler, request.code);
          return status === "incomplete" ? { status, indent: reply["indent"] ?? "" } : { status };
        },
    );
  },
};

/** Errors that more text would mend: an open comment, an open template. */
const openEnded = new Set([1010, 1160]);

/** Whether code can be run, wants more, or has an error that more text will not mend. */
export function completeness(compiler: Compiler, code: string): "complete" | "incomplete" | "invalid" {
  const file = compiler.createSourceFile("cell.ts", code, compiler.ScriptTarget.ES2022, true);
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly { code: number; start: number }[] };
  const [first] = parseDiagnostics;
  if (!first) return "complete";
  const atEnd = first.start >= code.trimEnd().length;
  return atEnd || openEnded.has(first.code) ? "incomplete" : "invalid";
}

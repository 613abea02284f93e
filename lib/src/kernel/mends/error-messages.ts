import type { Diagnostic } from "../engine.js";
import { type Mend, wrap } from "../mend.js";
import type { CellSources } from "../trace/cell-sources.js";
import { describeError } from "../trace/traceback.js";

/** The engine prints a type error as `file line:column - text`, which is how one is told from a thrown value. */
const diagnosticFormat = "%s%d:%d - %s";

export function errorMessages(sources: CellSources): Mend {
  return {
    name: "error-messages",
    why: "errors are text on stderr, and the reply has no name, value or traceback: clients cannot tell what failed",
    apply(seams) {
      seams.onError.push((values, cell) => {
        if (values[0] === diagnosticFormat) cell.diagnostics.push(diagnostic(values));
        else cell.thrown = { value: values[0] };
        return true;
      });
      seams.onExecutor.push((executor) => {
        wrap(executor, "execute", (execute) => async (source) => {
          try {
            return await execute(source);
          } catch (error) {
            // Not the cell's: the compiler or the kernel itself failed.
            if (seams.cell) seams.cell.thrown = { value: error };
            return false;
          }
        });
      });
      wrap(
        seams.handlerPrototype,
        "handleExecute",
        (execute) =>
          async function (this: typeof seams.handlerPrototype, request, stream, display) {
            const reply = await execute.call(this, request, stream, display);
            const cell = seams.cellOf(request);
            if (reply.status !== "error" || !cell) return reply;
            const content = describeError(cell, sources);
            if (!request.silent) cell.publish("error", content);
            return { ...reply, ...content };
          },
      );
    },
  };
}

function diagnostic(values: readonly unknown[]): Diagnostic {
  const [, file, line, column, text] = values;
  const fileName = String(file).trim();
  return {
    start: { line: Number(line) - 1, character: Number(column) - 1 },
    messageText: String(text),
    ...(fileName === "" ? {} : { fileName }),
  };
}

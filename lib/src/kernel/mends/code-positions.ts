import { type Mend, wrap } from "../mend.js";

export const codePositions: Mend = {
  name: "code-positions",
  why: "positions count UTF-16 units where the protocol counts characters, and a failing completion never gets its reply",
  apply({ handlerPrototype }) {
    type Position = { code: string; cursor_pos: number };
    const inUnits = (request: Position): Position => ({
      ...request,
      cursor_pos: unitsBefore(request.code, request.cursor_pos),
    });
    wrap(
      handlerPrototype,
      "handleInspect",
      (inspect) =>
        function (this: typeof handlerPrototype, request) {
          return answered(() => inspect.call(this, inUnits(request)));
        },
    );
    wrap(
      handlerPrototype,
      "handleComplete",
      (complete) =>
        function (this: typeof handlerPrototype, request) {
          return answered(() => {
            const reply = complete.call(this, inUnits(request));
            return {
              ...reply,
              cursor_start: charactersBefore(request.code, Number(reply["cursor_start"])),
              cursor_end: charactersBefore(request.code, Number(reply["cursor_end"])),
            };
          });
        },
    );
  },
};

function answered(answer: () => Record<string, unknown>): Record<string, unknown> {
  try {
    return answer();
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { status: "error", ename: name, evalue: message, traceback: (stack ?? "").split("\n") };
  }
}

/** UTF-16 units in the first so many characters. */
export function unitsBefore(text: string, characters: number): number {
  let units = 0;
  let left = characters;
  for (const character of text) {
    if (left-- <= 0) break;
    units += character.length;
  }
  return units;
}

/** Characters in the first so many UTF-16 units. */
export function charactersBefore(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}

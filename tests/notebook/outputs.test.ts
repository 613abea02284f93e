import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addOutput, emptyBook, type OutputMessage, outputsOf } from "../../lib/src/notebook/outputs.js";

const stream = (text: string, name = "stdout"): OutputMessage => ({ type: "stream", content: { name, text } });
const display = (text: string, id?: string, type = "display_data"): OutputMessage => ({
  type,
  content: {
    data: { "text/plain": text },
    metadata: {},
    ...(id === undefined ? {} : { transient: { display_id: id } }),
  },
});
const clear = (wait: boolean): OutputMessage => ({ type: "clear_output", content: { wait } });
const shown = (text: string) => ({ output_type: "display_data", data: { "text/plain": text }, metadata: {} });
const said = (text: string, name = "stdout") => ({ output_type: "stream", name, text });

/** The outputs of each cell after messages given as [cell, message]. */
function reduce(cells: number, ...messages: readonly (readonly [number, OutputMessage])[]) {
  const book = messages.reduce((before, [cell, message]) => addOutput(before, cell, message), emptyBook(cells));
  return book.map((_, cell) => outputsOf(book, cell));
}
const one = (...messages: readonly OutputMessage[]) =>
  reduce(1, ...messages.map((message) => [0, message] as const))[0];

describe("addOutput(book, cell, message)", () => {
  it("merges neighbours of one stream and keeps the order of two", () => {
    expect(one(stream("a"), stream("b\n"), stream("e", "stderr"), stream("c"))).toEqual([
      said("ab\n"),
      said("e", "stderr"),
      said("c"),
    ]);
  });

  it("does not merge streams across a display or between cells", () => {
    expect(one(stream("a"), display("d"), stream("b"))).toEqual([said("a"), shown("d"), said("b")]);
    expect(reduce(2, [0, stream("a")], [1, stream("b")], [0, stream("late")])).toEqual([[said("alate")], [said("b")]]);
  });

  it("keeps JSON mimes as objects, binary ones as text, and the display's metadata", () => {
    const figure = { data: [{ y: [1] }], layout: {} };
    const content = {
      data: { "application/vnd.plotly.v1+json": figure, "image/png": "aGk=\n" },
      metadata: { "image/png": { width: 3 } },
    };
    expect(one({ type: "display_data", content })).toEqual([{ output_type: "display_data", ...content }]);
  });

  it("keeps a result's count and never its transient part", () => {
    const content = { execution_count: 7, data: { "text/plain": "1" }, metadata: {}, transient: { display_id: "x" } };
    expect(one({ type: "execute_result", content })).toEqual([
      { output_type: "execute_result", execution_count: 7, data: { "text/plain": "1" }, metadata: {} },
    ]);
  });

  it("updates a display in every cell that shows it, and adds nothing", () => {
    expect(
      reduce(3, [0, display("old", "p")], [1, display("other", "q")], [2, display("new", "p", "update_display_data")]),
    ).toEqual([[shown("new")], [shown("other")], []]);
  });

  it("shows a display again under its id and updates the first, as nbclient does", () => {
    expect(reduce(2, [0, display("old", "p")], [1, display("new", "p")])).toEqual([[shown("new")], [shown("new")]]);
  });

  it("drops an update of a display that nobody shows", () => {
    expect(one(display("x", "gone", "update_display_data"))).toEqual([]);
  });

  it("leaves a result a result when it is updated", () => {
    const result = { type: "execute_result", content: { ...display("old", "p").content, execution_count: 2 } };
    expect(one(result, display("new", "p", "update_display_data"))).toEqual([
      { output_type: "execute_result", execution_count: 2, data: { "text/plain": "new" }, metadata: {} },
    ]);
  });

  it("clears at once, or with wait when the next output comes", () => {
    expect(one(stream("a"), clear(false))).toEqual([]);
    expect(one(stream("a"), clear(true))).toEqual([said("a")]);
    expect(one(stream("a"), clear(true), stream("b"), stream("c"))).toEqual([said("bc")]);
    expect(one(stream("a"), clear(true), display("d"))).toEqual([shown("d")]);
    expect(one(stream("a"), clear(true), clear(false), stream("b"))).toEqual([said("b")]);
  });

  it("forgets a display that was cleared", () => {
    expect(
      reduce(2, [0, display("old", "p")], [0, clear(false)], [1, display("new", "p", "update_display_data")]),
    ).toEqual([[], []]);
  });

  it("keeps an update from waking a clear that waits", () => {
    expect(one(display("old", "p"), clear(true), display("new", "p", "update_display_data"))).toEqual([shown("new")]);
  });

  it("keeps errors with their traceback", () => {
    const content = { ename: "TypeError", evalue: "no", traceback: ["a", "b"] };
    expect(one({ type: "error", content })).toEqual([{ output_type: "error", ...content }]);
  });

  it("heeds no message that is no output", () => {
    const others = ["status", "execute_input", "comm_open", "execute_reply"].map((type) => ({ type, content: {} }));
    expect(one(...others)).toEqual([]);
  });

  it("changes no book it is given", () => {
    const before = addOutput(emptyBook(2), 0, display("a", "p"));
    const copy = structuredClone(before);
    for (const message of [stream("x"), display("b", "p"), display("c", "p", "update_display_data"), clear(false)])
      addOutput(before, 0, message);
    expect(before).toEqual(copy);
  });

  it("loses no text and merges alike however a stream is cut", () => {
    const pieces = fc.array(fc.tuple(fc.constantFrom("stdout", "stderr"), fc.string({ minLength: 1 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(pieces, (list) => {
        const whole = one(...list.map(([name, text]) => stream(text, name)));
        const letters = one(...list.flatMap(([name, text]) => [...text].map((letter) => stream(letter, name))));
        expect(letters).toEqual(whole);
        const all = (whole ?? []).map((output) => (output.output_type === "stream" ? output.text : "")).join("");
        expect(all).toBe(list.map(([, text]) => text).join(""));
        const names = (whole ?? []).map((output) => (output.output_type === "stream" ? output.name : ""));
        expect(names.some((name, i) => i > 0 && name === names[i - 1])).toBe(false);
      }),
    );
  });

  it("obeys clears and updates as a plain list does", () => {
    const message = fc.oneof(
      fc.constantFrom("p", "q").map((id) => display(`show ${id}`, id)),
      fc.constantFrom("p", "q").map((id) => display(`update ${id}`, id, "update_display_data")),
      fc.boolean().map(clear),
    );
    const messages = fc.array(fc.tuple(fc.nat(2), message), { maxLength: 25 });
    fc.assert(
      fc.property(messages, (list) => {
        // The model: three mutable lists of [id, text].
        const cells: [string, string][][] = [[], [], []];
        const waiting = [false, false, false];
        for (const [cell, { type, content }] of list) {
          const id = (content["transient"] as { display_id: string } | undefined)?.display_id ?? "";
          const text = (content["data"] as Record<string, string> | undefined)?.["text/plain"] ?? "";
          if (type === "clear_output") {
            waiting[cell] = content["wait"] === true;
            if (content["wait"] !== true) cells[cell] = [];
            continue;
          }
          for (const row of cells.flat()) if (row[0] === id) row[1] = text;
          if (type !== "display_data") continue;
          if (waiting[cell]) cells[cell] = [];
          waiting[cell] = false;
          cells[cell]?.push([id, text]);
        }
        expect(reduce(3, ...list)).toEqual(cells.map((rows) => rows.map(([, text]) => shown(text))));
      }),
    );
  });
});

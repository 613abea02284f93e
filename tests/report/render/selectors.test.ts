import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Queries, quickQueries } from "../../../lib/src/report/render/selectors.js";

interface Element {
  setAttribute(name: string, value: string): void;
  appendChild(child: Element): void;
  querySelector: Queries["querySelector"];
  querySelectorAll: Queries["querySelectorAll"];
}
const { JSDOM } = createRequire(import.meta.url)("jsdom") as {
  JSDOM: new (html: string) => { window: { document: { createElement(name: string): Element } } };
};
const { document } = new JSDOM("<!doctype html>").window;

interface Tree {
  readonly tag: string;
  readonly classes: readonly string[];
  readonly children: readonly Tree[];
}
const tag = fc.constantFrom("g", "text", "path");
const classes = fc.uniqueArray(fc.constantFrom("trace", "trace-2", "js-line", "x"), { maxLength: 3 });
const leaf: fc.Arbitrary<Tree> = fc.record({ tag, classes, children: fc.constant([]) });
const around = (inner: fc.Arbitrary<Tree>): fc.Arbitrary<Tree> =>
  fc.record({ tag, classes, children: fc.array(inner, { maxLength: 3 }) });
const tree = around(around(around(leaf)));

function build({ tag, classes, children }: Tree): Element {
  const element = document.createElement(tag);
  if (classes.length > 0) element.setAttribute("class", classes.join("  "));
  for (const child of children) element.appendChild(build(child));
  return element;
}

const selectors = [
  "g",
  "text",
  "*",
  ".trace",
  "g.trace",
  "path.js-line.x",
  ".trace .x",
  "g > text",
  ".x, path",
  ":not(.x)",
];

describe("quickQueries(engine)", () => {
  it("finds what the engine finds, in its order", () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(...selectors), (shape, selector) => {
        const root = build(shape);
        const { querySelector, querySelectorAll } = root;
        const quick = quickQueries({ querySelector, querySelectorAll });
        const here = root as unknown as ThisParameterType<Queries["querySelector"]>;
        expect(quick.querySelector.call(here, selector)).toBe(querySelector.call(here, selector));
        expect(Array.from(quick.querySelectorAll.call(here, selector))).toEqual(
          Array.from(querySelectorAll.call(here, selector)),
        );
      }),
    );
  });
});

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
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Tree[];
}
const tag = fc.constantFrom("g", "text", "path");
const classes = fc.uniqueArray(fc.constantFrom("trace", "trace-2", "js-line", "x"), { maxLength: 3 });
const attributes = fc.oneof(
  fc.constant({}),
  fc.record(
    { id: fc.constantFrom("clip1", "clip2"), "data-index": fc.constantFrom("0", "1", "10"), d: fc.constant("M0,0") },
    { requiredKeys: [] },
  ),
);
const leaf: fc.Arbitrary<Tree> = fc.record({ tag, classes, attributes, children: fc.constant([]) });
const around = (inner: fc.Arbitrary<Tree>): fc.Arbitrary<Tree> =>
  fc.record({ tag, classes, attributes, children: fc.array(inner, { maxLength: 3 }) });
const tree = around(around(around(leaf)));

function build({ tag, classes, attributes, children }: Tree): Element {
  const element = document.createElement(tag);
  if (classes.length > 0) element.setAttribute("class", classes.join("  "));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
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
  ".x,.trace",
  ".x , g.trace path",
  ".trace g .x",
  "#clip1",
  "g#clip2",
  ".trace #clip1.x",
  '.trace [data-index="1"]',
  ".x[data-index='0'],text[data-index]",
  '[data-index^="1"]',
  "[class*=trace]",
  '[class^="trace"] path:not([d])',
  ":first-child",
  "g.x:first-child > *",
  "path:nth-child(2)",
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
      { numRuns: 500 },
    );
  });
});

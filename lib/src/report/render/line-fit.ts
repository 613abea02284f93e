import type { Layout } from "plotly.js";
import { type Box, overlap } from "./box.js";
import type { FontBook } from "./font-book.js";
import { pageBox } from "./measure.js";
import { lineIndex, type Room } from "./provenance-line.js";
import { children, isElement, numberAttribute, type XmlElement, type XmlNode } from "./xml.js";

/** A drawn plot carries its final margins, grown for long labels and legends. */
interface DrawnPlot extends XmlNode {
  readonly _fullLayout?: { readonly _size: { readonly l: number; readonly b: number } };
}

/** The margins of a drawing in the making, of whose element `root` is part. */
export function drawnMargins(root: XmlElement): Room {
  for (let node: DrawnPlot | null = root; node !== null; node = node.parentNode)
    if (node._fullLayout !== undefined) return { left: node._fullLayout._size.l, bottom: node._fullLayout._size.b };
  throw new Error("drawnMargins requires a part of a drawing by plotly");
}

/** Moves the line of provenance of a drawing sideways, as plotly would have drawn it with another `xshift`. */
export function moveLine(root: XmlElement, layout: Partial<Layout>, by: number): void {
  if (by === 0) return;
  const index = String(lineIndex(layout));
  const lines = [...descendants(root)].filter(
    (g) => hasClass(g, "annotation") && g.getAttribute("data-index") === index,
  );
  for (const line of lines)
    for (const group of descendants(line)) {
      const turn = /^rotate\((-?[\d.]+),(-?[\d.]+),(-?[\d.]+)\)$/.exec(group.getAttribute("transform") ?? "");
      const shift = /^translate\((-?[\d.]+),(-?[\d.]+)\)$/.exec(group.getAttribute("transform") ?? "");
      if (turn !== null) group.setAttribute("transform", `rotate(${turn[1]},${Number(turn[2]) + by},${turn[3]})`);
      if (shift !== null) group.setAttribute("transform", `translate(${Number(shift[1]) + by},${shift[2]})`);
    }
}

function* descendants(node: XmlNode): Generator<XmlElement> {
  for (const child of children(node)) {
    if (!isElement(child)) continue;
    yield child;
    yield* descendants(child);
  }
}

function hasClass(element: XmlElement, name: string): boolean {
  return (element.getAttribute("class") ?? "").split(" ").includes(name);
}

/** Says what is wrong with the line of provenance as drawn: over another text, or outside the page. `null` if it reads well. */
export function lineProblem(root: XmlElement, layout: Partial<Layout>, fonts: FontBook): string | null {
  const index = lineIndex(layout);
  const isLine = (element: XmlElement) => element.getAttribute("data-index") === String(index);
  const [texts, lines] = [textBoxes(root, fonts), [] as Labelled[]];
  const others = texts.filter((text) => {
    const mine = text.groups.some((g) => hasClass(g, "annotation") && isLine(g));
    if (mine) lines.push(text);
    return !mine;
  });
  for (const { box } of lines) {
    const page = { left: 0, top: 0, right: numberAttribute(root, "width"), bottom: numberAttribute(root, "height") };
    if (box.left < page.left || box.right > page.right || box.bottom > page.bottom)
      return "the line of provenance does not fit on the page; shorten the source or widen the figure";
    const hit = others.find((other) => overlap(other.box, box));
    if (hit !== undefined) return `the line of provenance would lie over “${hit.text}”; give layout.margin.b more room`;
  }
  return null;
}

interface Labelled {
  readonly text: string;
  readonly box: Box;
  /** The groups around the text, innermost last. */
  readonly groups: readonly XmlElement[];
}

function textBoxes(root: XmlElement, fonts: FontBook): Labelled[] {
  const found: Labelled[] = [];
  const visit = (node: XmlNode, groups: readonly XmlElement[]) => {
    if (!isElement(node)) return;
    if (node.localName === "text") {
      const box = pageBox(node, fonts);
      if (box !== null) found.push({ text: (node.textContent ?? "").trim(), box, groups });
      return;
    }
    for (const child of children(node)) visit(child, [...groups, node]);
  };
  visit(root, []);
  return found;
}

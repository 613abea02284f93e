import { matchesSelector, parseSelector, type Selector } from "./selector.js";
import { isElement, type XmlElement } from "./xml.js";

type Query<T> = (this: XmlElement, selector: string) => T;

/** What elements are asked by. */
export interface Queries {
  readonly querySelector: Query<XmlElement | null>;
  readonly querySelectorAll: Query<ArrayLike<XmlElement>>;
}

/**
 * Answers the selectors that plotly uses by a plain walk, others by `engine`. A drawing asks some thousand times for a child of a
 * small group, and jsdom's engine, made for selectors of every kind, took a quarter of the drawing for it.
 *
 * The matches come as an array, not as a NodeList: plotly only counts and reads them.
 */
export function quickQueries(engine: Queries): Queries {
  return {
    querySelector(text) {
      const selector = parse(text);
      return selector === null ? engine.querySelector.call(this, text) : first(this, selector);
    },
    querySelectorAll(text) {
      const selector = parse(text);
      if (selector === null) return engine.querySelectorAll.call(this, text);
      const found: XmlElement[] = [];
      collect(this, selector, found);
      return found;
    },
  };
}

const REMEMBERED = 1000;
const parsed = new Map<string, Selector | null>();

function parse(text: string): Selector | null {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const selector = parseSelector(text);
  if (parsed.size >= REMEMBERED) parsed.clear();
  parsed.set(text, selector);
  return selector;
}

function first(root: XmlElement, selector: Selector): XmlElement | null {
  for (let child = root.firstChild; child !== null; child = child.nextSibling) {
    if (!isElement(child)) continue;
    const found = matchesSelector(child, selector) ? child : first(child, selector);
    if (found !== null) return found;
  }
  return null;
}

function collect(root: XmlElement, selector: Selector, found: XmlElement[]): void {
  for (let child = root.firstChild; child !== null; child = child.nextSibling) {
    if (!isElement(child)) continue;
    if (matchesSelector(child, selector)) found.push(child);
    collect(child, selector, found);
  }
}

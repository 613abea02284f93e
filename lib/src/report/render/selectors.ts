import type { XmlElement } from "./xml.js";

/** A tag name, class names, or both. */
const SIMPLE = /^(\*|[a-z][\w-]*)?((?:\.[\w-]+)*)$/i;

interface Selector {
  readonly tag: string | undefined;
  readonly classes: readonly string[];
}

/** The part of the DOM that a search walks; `firstElementChild` passes over text. */
interface Searched extends XmlElement {
  readonly firstElementChild: Searched | null;
  readonly nextElementSibling: Searched | null;
}

type Query<T> = (this: Searched, selector: string) => T;

/** What elements are asked by. */
export interface Queries {
  readonly querySelector: Query<XmlElement | null>;
  readonly querySelectorAll: Query<ArrayLike<XmlElement>>;
}

/**
 * Answers selectors of a tag and classes by a plain walk, others by `engine`. A drawing asks some thousand times for a child of a small
 * group, and jsdom's engine, made for selectors of every kind, took a quarter of the drawing for it.
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
      const found: Searched[] = [];
      collect(this, selector, found);
      return found;
    },
  };
}

const parsed = new Map<string, Selector | null>();

function parse(text: string): Selector | null {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const parts = text === "" ? null : SIMPLE.exec(text);
  const tag = parts?.[1] === "*" ? undefined : parts?.[1];
  const selector = parts === null ? null : { tag, classes: (parts[2] ?? "").split(".").slice(1) };
  if (parsed.size < 1000) parsed.set(text, selector);
  return selector;
}

function first(root: Searched, selector: Selector): Searched | null {
  for (let child = root.firstElementChild; child !== null; child = child.nextElementSibling) {
    const found = matches(child, selector) ? child : first(child, selector);
    if (found !== null) return found;
  }
  return null;
}

function collect(root: Searched, selector: Selector, found: Searched[]): void {
  for (let child = root.firstElementChild; child !== null; child = child.nextElementSibling) {
    if (matches(child, selector)) found.push(child);
    collect(child, selector, found);
  }
}

function matches(element: Searched, { tag, classes }: Selector): boolean {
  if (tag !== undefined && element.localName !== tag) return false;
  if (classes.length === 0) return true;
  const own = element.getAttribute("class");
  if (own === null) return false;
  const names = own.split(/\s+/);
  return classes.every((name) => names.includes(name));
}

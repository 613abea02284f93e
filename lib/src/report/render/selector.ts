import { isElement, type XmlElement } from "./xml.js";

/** What one element must be: `trace.line[data-index="2"]`. */
interface Compound {
  readonly tag: string | undefined;
  readonly id: string | undefined;
  readonly classes: readonly string[];
  readonly attributes: readonly Attribute[];
  readonly firstChild: boolean;
}

interface Attribute {
  readonly name: string;
  readonly holds: (value: string | null) => boolean;
}

/** Alternatives, each a chain of compounds from the outermost ancestor to the element itself. */
export type Selector = readonly (readonly Compound[])[];

const TAG = /\*|[a-z][\w-]*/iy;
const PART =
  /#([a-z_][\w-]*)|\.([a-z_][\w-]*)|\[([\w-]+)(?:([\^*]?=)(["']?)([\w-]+)\5)?\]|:not\(\[([\w-]+)\]\)|:first-child/iy;
const JOINT = /(\s*,\s*)|\s+(?![\s,>+~]|$)/y;

/** Reads lists and descendants of tags, ids, classes, plain attributes and `:first-child`; null for anything else. */
export function parseSelector(text: string): Selector | null {
  const alternatives: Compound[][] = [[]];
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    at += found?.[0].length ?? 0;
    return found;
  };
  for (;;) {
    const start = at;
    const tag = next(TAG)?.[0];
    const ids: string[] = [];
    const classes: string[] = [];
    const attributes: Attribute[] = [];
    let firstChild = false;
    for (let part = next(PART); part !== null; part = next(PART)) {
      const [, id, name, attribute, operator, , value = "", absent] = part;
      if (id !== undefined) ids.push(id);
      else if (name !== undefined) classes.push(name);
      else if (attribute !== undefined) attributes.push({ name: attribute, holds: comparison(operator, value) });
      else if (absent !== undefined) attributes.push({ name: absent, holds: (found) => found === null });
      else firstChild = true;
    }
    if (at === start || ids.length > 1) return null;
    alternatives.at(-1)?.push({ tag: tag === "*" ? undefined : tag, id: ids[0], classes, attributes, firstChild });
    if (at === text.length) return alternatives;
    const joint = next(JOINT);
    if (joint === null) return null;
    if (joint[1] !== undefined) alternatives.push([]);
  }
}

function comparison(operator: string | undefined, value: string): Attribute["holds"] {
  if (operator === undefined) return (found) => found !== null;
  if (operator === "=") return (found) => found === value;
  if (operator === "^=") return (found) => found?.startsWith(value) ?? false;
  return (found) => found?.includes(value) ?? false;
}

/** Whether an element is what a selector means. Ancestors may lie outside of what is searched. */
export function matchesSelector(element: XmlElement, selector: Selector): boolean {
  return selector.some((chain) => matchesChain(element, chain, chain.length - 1));
}

function matchesChain(element: XmlElement, chain: readonly Compound[], last: number): boolean {
  if (!matchesCompound(element, chain[last] as Compound)) return false;
  if (last === 0) return true;
  for (let above = element.parentNode; isElement(above); above = above.parentNode)
    if (matchesChain(above, chain, last - 1)) return true;
  return false;
}

function matchesCompound(element: XmlElement, { tag, id, classes, attributes, firstChild }: Compound): boolean {
  if (tag !== undefined && element.localName !== tag) return false;
  if (id !== undefined && element.getAttribute("id") !== id) return false;
  if (classes.length > 0) {
    const own = element.getAttribute("class");
    if (own === null) return false;
    const names = own.split(/\s+/);
    for (const name of classes) if (!names.includes(name)) return false;
  }
  for (const { name, holds } of attributes) if (!holds(element.getAttribute(name))) return false;
  return !firstChild || isFirstChild(element);
}

function isFirstChild(element: XmlElement): boolean {
  let child = element.parentNode?.firstChild ?? null;
  while (child !== null && !isElement(child)) child = child.nextSibling;
  return child === element;
}

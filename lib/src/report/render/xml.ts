/**
 * The part of the DOM that measuring and writing need. Structural, so that neither depends on the DOM library, and the
 * compiler's browser globals stay out of the project.
 */
export interface XmlNode {
  readonly nodeType: number;
  readonly parentNode: XmlNode | null;
  readonly firstChild: XmlNode | null;
  readonly nextSibling: XmlNode | null;
  readonly textContent: string | null;
}

export interface XmlElement extends XmlNode {
  readonly localName: string;
  readonly namespaceURI: string | null;
  readonly attributes: Iterable<XmlAttribute>;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
}

export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
}

const ELEMENT = 1;
const TEXT = 3;

export function isElement(node: XmlNode | null): node is XmlElement {
  return node !== null && node.nodeType === ELEMENT;
}

export function isText(node: XmlNode): boolean {
  return node.nodeType === TEXT;
}

export function* children(node: XmlNode): Generator<XmlNode> {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) yield child;
}

/** An attribute as a number; absent or unreadable counts as zero, as SVG says of lengths. */
export function numberAttribute(element: XmlElement, name: string): number {
  const value = Number.parseFloat(element.getAttribute(name) ?? "");
  return Number.isFinite(value) ? value : 0;
}

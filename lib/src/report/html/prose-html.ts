import { escapeHtml } from "../table/formats.js";

/** A sentence or two of Markdown as HTML: emphasis and code. Links keep their text; anything else stays as it was typed. */
export function proseHtml(markdown: string): string {
  return escapeHtml(markdown.trim())
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<b>$1</b>")
    .replace(/(?<![\w*])\*([^*]+)\*(?![\w*])/g, "<i>$1</i>")
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1");
}

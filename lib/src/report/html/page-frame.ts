import { escapeHtml } from "../table/formats.js";
import { fontFaceCss } from "./font-faces.js";
import { pageScript, pageStyle } from "./page-assets.js";

/** What a page adds to the frame that all pages share. */
export interface FramedPage {
  readonly title: string;
  /** Inside `<main>`, below the title. */
  readonly body: string;
  /** @default none */
  readonly style?: string;
  /** @default none */
  readonly script?: string;
}

/**
 * A whole page: fonts, plotly.js and the script that brings its figures to life are inside; it asks nobody for anything. plotly.js stands
 * there as text, so that reading begins before it is compiled.
 */
export async function pageFrame({ title, body, style = "", script = "" }: FramedPage): Promise<string> {
  const { plotlyBundle } = await import("../render/plotly-bundle.js");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${await fontFaceCss()}
${pageStyle}${style}</style>
</head>
<body>
<main id="main">
<h1>${escapeHtml(title)}</h1>
${body}
</main>
<script type="text/plain" id="plotly">${closedScript(plotlyBundle())}</script>
<script>${pageScript}${script}</script>
</body>
</html>
`;
}

function closedScript(code: string): string {
  if (/<\/script|<!--/i.test(code)) throw new Error("plotly's bundle holds text that would end its script element");
  return code;
}

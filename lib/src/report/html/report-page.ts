import type { Figure, Table } from "../figure.js";
import type { LedgerRow } from "../ledger/ledger.js";
import { escapeHtml } from "../table/formats.js";
import { type FigureSource, figureHtml, requireDistinct, tableSection } from "./exhibit-html.js";
import { ledgerHtml, ledgerScript, ledgerStyle } from "./ledger-html.js";
import { pageFrame } from "./page-frame.js";
import { proseHtml } from "./prose-html.js";
import { type ReportAbout, summaryHtml, summaryStyle } from "./summary-html.js";

/** A notebook's part of a report. */
export interface Chapter {
  /** The notebook's file name without its ending. */
  readonly notebook: string;
  readonly title: string;
  /** In the notebook's words, Markdown; `null` where it puts none. */
  readonly question: string | null;
  readonly answer: string | null;
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
}

/** What a report was made of. */
export interface Ingredients {
  /** Packages that its numbers and pictures hang on, with their versions. */
  readonly versions: Readonly<Record<string, string>>;
  /** Every data file that the notebooks may read. */
  readonly data: readonly { readonly file: string; readonly sha256: string }[];
}

export interface ReportContent {
  readonly title: string;
  readonly chapters: readonly Chapter[];
  readonly ledger: readonly LedgerRow[];
  readonly ingredients: Ingredients;
  /** @default no lead and no headlines */
  readonly about?: ReportAbout;
}

/**
 * The lab's findings as one page that works offline and prints: a summary, questions and answers, the ledger of claims with filters,
 * every notebook's figures and tables, and what all of it was made of.
 *
 * @throws RangeError if two exhibits or claims share an id, a headline is no claim, or for a figure that could not be drawn truly
 * @example
 * ```ts no-run
 * await writeIfChanged("figures/report.html", await reportPage({ title, chapters, ledger, ingredients }, renderer));
 * ```
 */
export async function reportPage(content: ReportContent, source: FigureSource): Promise<string> {
  const { title, chapters, ledger, ingredients, about = { lead: [], headlines: [] } } = content;
  requireDistinct(
    chapters.flatMap(({ figures, tables }) => [...figures, ...tables]),
    "reportPage",
  );
  const parts: string[] = [];
  for (const chapter of chapters) parts.push(await chapterHtml(chapter, source));
  const body = `<a class="skip" href="#contents">Skip to the contents</a>
${summaryHtml(about, ledger)}
${contents(chapters)}
${answers(chapters)}
<section id="ledger" aria-labelledby="ledger-title">
<h2 id="ledger-title">Ledger of claims</h2>
${ledgerHtml(ledger)}
</section>
${parts.join("\n")}
${methods(ingredients)}`;
  return pageFrame({ title, body, style: reportStyle + ledgerStyle + summaryStyle, script: ledgerScript });
}

function contents(chapters: readonly Chapter[]): string {
  const links = [
    ["answers", "Each notebook's answer"],
    ["ledger", "Ledger of claims"],
    ...chapters.map(({ notebook, title }) => [notebook, title]),
    ["methods", "Methods, versions, data"],
  ];
  const items = links.map(([id = "", text = ""]) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`);
  return `<nav id="contents" aria-labelledby="contents-title"><h2 id="contents-title">Contents</h2><ol>${items.join("")}</ol></nav>`;
}

function answers(chapters: readonly Chapter[]): string {
  const items = chapters
    .filter(({ answer }) => answer !== null)
    .map(
      ({ notebook, title, question, answer }) =>
        `<dt><a href="#${notebook}">${escapeHtml(title)}</a>${question === null ? "" : `<br><i>${proseHtml(question)}</i>`}</dt><dd>${proseHtml(answer ?? "")}</dd>`,
    );
  return `<section id="answers" aria-labelledby="answers-title">
<h2 id="answers-title">Each notebook's answer</h2>
<dl>${items.join("\n")}</dl>
</section>`;
}

async function chapterHtml(chapter: Chapter, source: FigureSource): Promise<string> {
  const { notebook, title, question, answer, figures, tables } = chapter;
  const parts: string[] = [];
  for (const figure of figures) parts.push(await figureHtml(figure, source));
  for (const table of tables) parts.push(tableSection(table));
  return `<section id="${notebook}" aria-labelledby="${notebook}-title">
<h2 id="${notebook}-title">${escapeHtml(title)}</h2>
${question === null ? "" : `<p><b>Question.</b> ${proseHtml(question)}</p>`}
${answer === null ? "" : `<p><b>Answer.</b> ${proseHtml(answer)}</p>`}
<p><small>From notebooks/${notebook}.ipynb</small></p>
${parts.join("\n")}
</section>`;
}

function methods({ versions, data }: Ingredients): string {
  const packages = Object.entries(versions).map(([name, version]) => `<li>${escapeHtml(`${name} ${version}`)}</li>`);
  const files = data.map(
    ({ file, sha256 }) => `<tr><td>${escapeHtml(file)}</td><td><code>${escapeHtml(sha256)}</code></td></tr>`,
  );
  return `<section id="methods" aria-labelledby="methods-title">
<h2 id="methods-title">Methods, versions, data</h2>
<p>Every figure, table and claim on this page was read from an executed notebook; how each number was computed stands in the notebook that the exhibit is named after. Random numbers come from named streams, so that a second run gives the same bytes.</p>
<h3>Versions</h3>
<ul>${packages.join("")}</ul>
<h3>Data</h3>
<div class="table" role="group" tabindex="0" aria-label="Data files and their fingerprints"><table><caption>Data files and the SHA-256 of their bytes.</caption>
<thead><tr><th scope="col">File</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${files.join("\n")}</tbody></table></div>
</section>`;
}

const reportStyle = `nav ol { columns: 2; column-gap: 2.5rem; padding-left: 2rem }
nav li { break-inside: avoid }
h2 { font-size: 1.3rem; line-height: 1.25; margin-top: 3rem }
dl { max-width: 75ch }
dt { margin-top: 1.25rem }
dt a { font-weight: 600 }
dd { margin: .25rem 0 0 }
section > p { max-width: 75ch }
code { overflow-wrap: anywhere }
a { color: #0059a3 }
@media (max-width: 40rem) { nav ol { columns: 1 } }
@media print { nav { display: none } h2 { break-after: avoid } .table { overflow: visible } }
`;

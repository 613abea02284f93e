/** report: telling. Figures and tables as plain data, and how they become files and pages. */
export { checkExhibit, checkTable, provenanceLine } from "./exhibit.js";
export type { Cell, Exhibit, Figure, Table, TableBody, TableColumn } from "./figure.js";
export { type Claim, checkClaim, type Verdict } from "./ledger/claim.js";
export { countVerdicts, type LedgerRow, ledgerMarkdown, ledgerTable } from "./ledger/ledger.js";
export { withProvenance } from "./render/provenance-line.js";
export { openRenderer, type PictureSize, type PngOptions, type Renderer, type SvgOptions } from "./render/renderer.js";
export type { TextMode } from "./render/svg-writer.js";
export {
  alignedText,
  bodyHtml,
  escapeHtml,
  tableCsv,
  tableHtml,
  tableLatex,
  tableMarkdown,
  tableText,
} from "./table/formats.js";

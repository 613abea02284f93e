/** report: telling. Figures and tables as plain data, and how they become files and pages. */
export { checkExhibit, checkTable, provenanceLine } from "./exhibit.js";
export { type ExportFigureOptions, exportFigure, type FigureFormat } from "./export/export-figure.js";
export { exportTable } from "./export/export-table.js";
export { type FigureRecord, figureJson, parseFigure } from "./export/figure-json.js";
export { writeAtomically } from "./export/write-atomically.js";
export { type WrittenFile, writeIfChanged } from "./export/write-if-changed.js";
export type { Cell, Exhibit, Figure, Table, TableBody, TableColumn } from "./figure.js";
export { budgetLeaders } from "./figures/budget-leaders.js";
export { type BudgetCells, budgetResiduals } from "./figures/budget-residuals.js";
export { type CostParts, costAnatomy } from "./figures/cost-anatomy.js";
export { type FittedPanel, fittedCurves } from "./figures/fitted-curves.js";
export { type GridMapsOptions, type GridPanel, gridMaps, type ResponseMark } from "./figures/grid-maps.js";
export {
  type IntervalMark,
  type IntervalPanel,
  type IntervalRow,
  type IntervalRowsOptions,
  intervalRows,
} from "./figures/interval-rows.js";
export {
  type LawCurve,
  type LawCurvesOptions,
  type LawPanel,
  type LawPlace,
  type LawPoint,
  lawCurves,
} from "./figures/law-curves.js";
export { bestWithin, type Leader, leaders, type Reign, reigns } from "./figures/leaders.js";

export { type RegretCurve, type RegretCurvesOptions, type RegretPoint, regretCurves } from "./figures/regret-curves.js";
export {
  type ScalingCurvesOptions,
  type ScalingPanel,
  type ScalingPoint,
  type ScalingSeries,
  scalingCurves,
} from "./figures/scaling-curves.js";
export { type TargetsMet, type TargetsMetOptions, targetsMetCurves } from "./figures/targets-met-curves.js";
export {
  type Trajectory,
  type TrajectoryOptions,
  type TrajectoryPanel,
  trajectories,
} from "./figures/trajectories.js";
export { htmlFragment } from "./html/html-fragment.js";
export { htmlPage, type PageContent } from "./html/html-page.js";
export { type Chapter, type Ingredients, type ReportContent, reportPage } from "./html/report-page.js";
export type { ReportAbout } from "./html/summary-html.js";
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
export { type EndLabelOptions, endLabels, type LabelledCurve } from "./theme/end-labels.js";
export { logTicks, roundTicks } from "./theme/log-ticks.js";
export { inkFor, palette } from "./theme/palette.js";
export { theme } from "./theme/template.js";
export { withTheme } from "./theme/with-theme.js";

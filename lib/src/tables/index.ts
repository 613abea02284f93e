/** tables: files of rows as typed records, or an error that says where the file breaks its promise. */
export { formatCsv } from "../core/index.js";
export { filtersOf } from "./logs/lm-eval-log.js";
export {
  countAt,
  type LogColumns,
  type LoggedSample,
  type LogOptions,
  parseSampleLog,
  readSampleLog,
  sampleAt,
} from "./logs/read-sample-log.js";
export {
  groupRows,
  hasValues,
  labelAt,
  numberAt,
  parseScoreRows,
  readScoreRows,
  type ScoreRow,
  type ScoreRowOptions,
  truthAt,
} from "./logs/read-score-rows.js";
export { type CsvRecord, parseCsv } from "./parse-csv.js";
export { type Column, type ColumnType, parseTable, type Row, readTable, type TableOptions } from "./read-table.js";
export { tableColumns } from "./table-columns.js";
export { tableLines } from "./table-lines.js";

/** tables: files of rows as typed records, or an error that says where the file breaks its promise. */
export { formatCsv } from "../core/index.js";
export { type Column, type ColumnType, parseTable, type Row, readTable, type TableOptions } from "./read-table.js";
export { tableColumns } from "./table-columns.js";

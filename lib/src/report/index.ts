/** report: telling. Figures and tables as plain data, and how they become files and pages. */
export type { Cell, Exhibit, Figure, Table, TableColumn } from "./figure.js";

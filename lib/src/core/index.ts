/** core: what every room may use. Chance, units, errors, numbers, the text of a file. */
export { type BulkState, bulkDraws, fillBelow, fillDrawn, fillDrawnSums } from "./bulk-draws.js";
export { errorCode } from "./error-code.js";
export { DataError, formatPlace, type Place, UsageError } from "./errors.js";
export { formatCsv } from "./format-csv.js";
export { jsonFault, parseJson } from "./json.js";
export { didYouMean, nearest } from "./nearest.js";
export { argmax, at, linspace } from "./numbers.js";
export { type Fault, faultsError, parseWith, type Schema, type SchemaIssue } from "./parse-with.js";
export { power } from "./power.js";
export type { ModelPrice, Prices } from "./price.js";
export { type Provenance, provenances } from "./provenance.js";
export { decodeText, readBytes, readText } from "./read-text.js";
export { createRng, type Rng } from "./rng.js";
export { shuffled } from "./shuffled.js";
export { type BudgetUnits, budgetUnits, type Rate, rate, type Samples, samples, type Unit } from "./units.js";

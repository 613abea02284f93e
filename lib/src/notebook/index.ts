/** notebook: where people read. Displays for cells, and the runner that executes notebooks. */
export { CheckFailed, check } from "./display/check.js";
export { progress } from "./display/progress.js";
export { recordClaim } from "./display/record-claim.js";

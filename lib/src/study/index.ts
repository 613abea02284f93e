/** study: runs searchers in worlds and compares them, by measures that tell a better search from luck. */
export { type Ruling, rulings } from "./rulings.js";
export { runStudy } from "./run-study.js";
export { unitsSpent } from "./spending.js";
export type { Ending, Spent, Study, StudyCaps, StudyOptions, Track } from "./study.js";

/** searchers: what to try next. Never meets an environment. */
export { type Admission, admit } from "./admit.js";
export { type EvolutionaryOptions, evolutionarySearch } from "./evolutionary.js";
export { gridSearch } from "./grid.js";
export { randomSearch } from "./random.js";
export { recommendBest } from "./recommend-best.js";
export type { Recommendation, Searcher, SearchView } from "./searcher.js";
export { largestAffordable, smallestMostSamples } from "./static.js";
export { type TpeOptions, tpeSearch } from "./tpe.js";

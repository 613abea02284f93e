/** environments: worlds to search in. What a pipeline scores under an allocation, and the store of everything bought to find out. */
export { openStore } from "./store/open-store.js";
export type {
  Purchase,
  SampleStore,
  StoredCall,
  StoredQuestion,
  StoredSample,
  StoreTotals,
} from "./store/sample-store.js";
export { stored } from "./store/stored.js";

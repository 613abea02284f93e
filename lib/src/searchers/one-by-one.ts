import type { Candidate, Proposal } from "../trials/index.js";
import type { SearchView } from "./searcher.js";
import { type Tried, triedIn } from "./tried.js";

/**
 * A proposal of as many candidates as are wanted, made one after the other by a method that only ends when every allocation was tried.
 *
 * @param next gets what was tried, the candidates before it included, and the index that its trial will have; `null` if all was tried
 */
export function oneByOne(
  view: SearchView,
  next: (tried: Tried, index: number, before: readonly Candidate[]) => Candidate | null,
): Proposal {
  const tried = triedIn(view);
  const candidates: Candidate[] = [];
  while (candidates.length < Math.min(view.want, view.left)) {
    const candidate = next(tried, view.trials.length + candidates.length, candidates);
    if (candidate === null) break;
    tried.add(candidate.allocation);
    candidates.push(candidate);
  }
  return candidates.length > 0 ? { candidates } : { candidates, ending: "every allocation was tried" };
}

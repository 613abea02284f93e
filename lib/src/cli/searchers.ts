import { nearest, UsageError } from "../core/index.js";
import { randomSearch, type Searcher } from "../searchers/index.js";

/** Every searcher of the command line, by name. */
const searchers = {
  random: () => randomSearch(),
} satisfies Record<string, () => Searcher>;

/** The names of all searchers, for help texts. */
export const searcherNames: readonly string[] = Object.keys(searchers);

/** Opens the searcher of a name. */
export function openSearcher(name: string): Searcher {
  if (Object.hasOwn(searchers, name)) return searchers[name as keyof typeof searchers]();
  const near = nearest(name, searcherNames);
  throw new UsageError(
    `there is no searcher "${name}" (${searcherNames.join(", ")})${near === undefined ? "" : `; did you mean "${near}"?`}`,
  );
}

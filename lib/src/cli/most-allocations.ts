/** The most allocations that are gone through to find the best: some seconds. Apart from the search, so that helps can name it unloaded. */
export const MOST_ALLOCATIONS = 10_000_000;

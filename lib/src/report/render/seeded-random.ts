import { createRng } from "../../core/index.js";

/** What `Math.random` gives while a figure is drawn: plotly names its clip paths by chance, and names must not change. */
export function seededRandom(id: string): () => number {
  const rng = createRng(`figure/${id}`);
  return () => rng.uniform();
}

import { at, type Rng, shuffled } from "../../core/index.js";
import type { QaExample } from "../retrieval-qa/qa-example.js";
import { inventName, inventPlace, inventTitle } from "./invent.js";

/**
 * Made-up two-hop questions with made-up people, films and towns: which town was the director of a film born in? Nothing in
 * them is known to any model, so an answer can come from the passages alone.
 *
 * @param count how many; every question is distinct
 * @param options passages per question, of which two are needed
 * @example
 * syntheticMultiHop(createRng("doc"), 3).map((example) => example.gold.length); // => [2, 2, 2]
 */
export function syntheticMultiHop(rng: Rng, count: number, options: { readonly passages?: number } = {}): QaExample[] {
  const { passages = 20 } = options;
  if (passages < 4) throw new RangeError(`syntheticMultiHop requires at least 4 passages, got ${passages}`);
  return Array.from({ length: count }, (_, index) => {
    const draw = rng.fork(index);
    const film = `${inventTitle(draw)} ${index + 1}`;
    const director = inventName(draw);
    const town = inventPlace(draw);
    const needed = [`${film} is a film directed by ${director}.`, `${director} was born in the town of ${town}.`];
    const others = Array.from({ length: passages - 2 }, (_, i) =>
      i % 2 === 0
        ? `${inventTitle(draw)} ${index + 1}-${i + 1} is a film directed by ${inventName(draw)}.`
        : `${inventName(draw)} was born in the town of ${inventPlace(draw)}.`,
    );
    const order = shuffled(
      Array.from({ length: passages }, (_, i) => i),
      draw,
    );
    const all = [...needed, ...others];
    return {
      id: `synthetic-${index}`,
      question: `In which town was the director of ${film} born?`,
      passages: order.map((position) => at(all, position)),
      gold: [order.indexOf(0), order.indexOf(1)].sort((a, b) => a - b),
      answers: [town],
    };
  });
}

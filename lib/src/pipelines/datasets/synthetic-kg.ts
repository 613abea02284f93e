import { at, type Rng, shuffled } from "../../core/index.js";
import type { KgExample, Triple } from "../kg-qa/kg-example.js";
import { inventName, inventPlace, inventTitle } from "./invent.js";

/**
 * Made-up questions over a made-up knowledge graph, two facts deep: who founded the company that made a game, and where they live.
 *
 * @param options facts per question, of which two are needed
 * @example
 * syntheticKg(createRng("doc"), 2).map((example) => example.gold.length); // => [2, 2]
 */
export function syntheticKg(rng: Rng, count: number, options: { readonly triples?: number } = {}): KgExample[] {
  const { triples = 24 } = options;
  if (triples < 4) throw new RangeError(`syntheticKg requires at least 4 facts, got ${triples}`);
  return Array.from({ length: count }, (_, index) => {
    const draw = rng.fork(index);
    const game = `${inventTitle(draw)} ${index + 1}`;
    const maker = inventName(draw);
    const town = inventPlace(draw);
    const all: Triple[] = [
      [game, "game.designed_by", maker],
      [maker, "person.lives_in", town],
      ...Array.from({ length: triples - 2 }, (_, i): Triple => {
        const someone = inventName(draw);
        return i % 2 === 0
          ? [`${inventTitle(draw)} ${index + 1}-${i + 1}`, "game.designed_by", someone]
          : [someone, "person.lives_in", inventPlace(draw)];
      }),
    ];
    const order = shuffled(
      Array.from({ length: triples }, (_, i) => i),
      draw,
    );
    return {
      id: `synthetic-${index}`,
      question: `Where does the designer of the game ${game} live?`,
      triples: order.map((position) => at(all, position)),
      gold: [order.indexOf(0), order.indexOf(1)].sort((a, b) => a - b),
      answers: [town],
    };
  });
}

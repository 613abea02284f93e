import type { Rng } from "../../core/index.js";
import type { VisualExample } from "../visual-qa/visual-qa.js";
import { inventPlace } from "./invent.js";

/**
 * Made-up pictures of town signs (SVG, inside the request) with the question what they say. They exercise the path of images; many
 * servers take photographs alone.
 *
 * @example
 * syntheticVisual(createRng("doc"), 1)[0].image.startsWith("data:image/svg+xml;base64,"); // => true
 */
export function syntheticVisual(rng: Rng, count: number): VisualExample[] {
  return Array.from({ length: count }, (_, index) => {
    const town = inventPlace(rng.fork(index));
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="80"><rect width="320" height="80" fill="gold"/><text x="20" y="50" font-size="28">${town}</text></svg>`;
    return {
      id: `synthetic-${index}`,
      question: "Which town does the sign name?",
      image: `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`,
      answers: Array.from({ length: 10 }, () => town),
    };
  });
}

import { at, type Rng } from "../../core/index.js";
import type { Tool, ToolExample } from "../tool-planning/tool-example.js";
import { inventName, inventPlace } from "./invent.js";

const tools: readonly Tool[] = [
  { id: "reserve_boat", desc: "Reserve a boat at a harbour", parameters: ["harbour"] },
  { id: "order_flowers", desc: "Send flowers to a person", parameters: ["person"] },
  { id: "check_tide", desc: "Tell the tide at a harbour", parameters: ["harbour"] },
  { id: "call_person", desc: "Call a person", parameters: ["person"] },
  { id: "translate_letter", desc: "Translate a letter by its sender", parameters: ["person"] },
  { id: "buy_map", desc: "Buy a map of a town", parameters: ["town"] },
  { id: "rent_room", desc: "Rent a room in a town", parameters: ["town"] },
  { id: "find_doctor", desc: "Find a doctor in a town", parameters: ["town"] },
];

/**
 * Made-up requests for two or three of eight made-up tools, in the form of TaskBench.
 *
 * @example
 * syntheticTools(createRng("doc"), 1)[0].tools.length; // => 8
 */
export function syntheticTools(rng: Rng, count: number): ToolExample[] {
  return Array.from({ length: count }, (_, index) => {
    const draw = rng.fork(index);
    const first = draw.below(tools.length);
    const chosen = Array.from({ length: 2 + draw.below(2) }, (_, i) => at(tools, (first + 3 * i) % tools.length));
    const nodes = chosen.map((tool) => {
      const name = at(tool.parameters, 0);
      return { task: tool.id, arguments: [{ name, value: name === "person" ? inventName(draw) : inventPlace(draw) }] };
    });
    const steps = chosen.map((tool, i) => `${tool.desc}: ${at(at(nodes, i).arguments, 0).value}`);
    return {
      id: `synthetic-${index}`,
      request: `For trip ${index + 1}, please do the following. ${steps.join("; then ")}.`,
      tools,
      gold: {
        steps,
        nodes,
        links: nodes.slice(1).map((node, i) => ({ source: at(nodes, i).task, target: node.task })),
      },
    };
  });
}

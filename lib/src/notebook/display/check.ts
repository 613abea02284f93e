import { checkBundle } from "./bundle.js";
import { publish } from "./publish.js";
import { settle } from "./settle.js";

/** A check of a notebook that does not hold: a finding, which stops the notebook. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}

/**
 * States what must hold for the notebook's answer to stand, shows it with the values it rests on, and stops the notebook if it does not hold.
 *
 * @param values named numbers or texts that let a reader judge
 * @throws CheckFailed if `holds` is false
 * @example
 * ```ts no-run
 * check("the peak lies inside the range tried", peak > 1 && peak < 95, { peak });
 * ```
 */
export function check(claim: string, holds: boolean, values: Readonly<Record<string, number | string>> = {}): void {
  publish(checkBundle({ claim, holds, values: settle(values) }));
  if (holds) return;
  const detail = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
  throw new CheckFailed(`"${claim}" does not hold${detail.length > 0 ? ` (${detail.join(", ")})` : ""}`);
}

import { type Provenance, provenances } from "../../core/index.js";
import { type LlmRequest, requestKey } from "../../llm/index.js";

/** Who said what a store keeps. Samples of one origin never stand in for those of another. */
export interface Origin {
  /** What the samples are: a simulation never answers for a real model, nor the other way round. @default "measured" */
  readonly provenance?: Provenance;
  /** The simulated world whose models said it, as `servedByUs` tells: nor does one world for another. @default none is known */
  readonly world?: string;
}

/**
 * What a question goes by in the store. Only those that were not asked of a real model say so: the keys of stores from before there was
 * a word for it stay good.
 *
 * @throws RangeError if there is a world, and it is not simulated
 */
export function storeKey(request: LlmRequest, { provenance = "measured", world }: Origin = {}): string {
  if (world !== undefined && provenance !== "simulated")
    throw new RangeError(`a store requires samples of the world "${world}" to be simulated, got ${provenance}`);
  return [
    ...(provenance === "measured" ? [] : [provenance]),
    ...(world === undefined ? [] : [world]),
    requestKey(request),
  ].join(":");
}

/** The origin that a key tells. A world's name may hold colons, the key of a request holds none. */
export function originOf(key: string): Required<Pick<Origin, "provenance">> & Origin {
  const provenance = provenances.find((known) => key.startsWith(`${known}:`));
  if (provenance === undefined) return { provenance: "measured" };
  const [first, last] = [key.indexOf(":"), key.lastIndexOf(":")];
  return { provenance, ...(first === last ? {} : { world: key.slice(first + 1, last) }) };
}

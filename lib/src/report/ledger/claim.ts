import type { Provenance } from "../../core/index.js";

/** What became of a claim when it was looked at. */
export type Verdict =
  | "holds"
  | "holds in simulation"
  | "contradicted"
  | "cannot be decided from public data"
  | "inconsistent in the source";

/** One statement of a source, and what the lab found. */
export interface Claim {
  /** Unique in the lab and stable, in kebab-case. */
  readonly id: string;
  /** The statement in our words. */
  readonly claim: string;
  /** Where the source makes it. */
  readonly place: string;
  /** What the source gives, as text; with the number if it has one. */
  readonly published: string;
  /** What we found, as text computed from numbers; with its interval where it has one. */
  readonly ours: string;
  /** Every kind of number that ours rests on. */
  readonly provenance: readonly Provenance[];
  readonly verdict: Verdict;
  /** Why this verdict, in a sentence. */
  readonly why: string;
}

const verdicts: readonly Verdict[] = [
  "holds",
  "holds in simulation",
  "contradicted",
  "cannot be decided from public data",
  "inconsistent in the source",
];

/**
 * Refuses a claim that leaves out what a reader needs to judge it.
 *
 * @throws RangeError naming the claim and the field
 * @example
 * checkClaim({ id: "a", claim: "b", place: "c", published: "1", ours: "1", provenance: ["published"], verdict: "holds", why: "equal" }); // => undefined
 */
export function checkClaim(claim: Claim): void {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(claim.id))
    throw new RangeError(`a claim requires an id in kebab-case, got "${claim.id}"`);
  for (const field of ["claim", "place", "published", "ours", "why"] as const)
    if (typeof claim[field] !== "string" || claim[field].trim() === "")
      throw new RangeError(
        `claim ${claim.id} requires "${field}", got ${typeof claim[field] === "string" ? "an empty text" : "no text"}`,
      );
  if (!Array.isArray(claim.provenance) || claim.provenance.length === 0)
    throw new RangeError(`claim ${claim.id} requires its provenance, got none`);
  if (!verdicts.includes(claim.verdict))
    throw new RangeError(`claim ${claim.id} requires a verdict of ${verdicts.join(", ")}; got "${claim.verdict}"`);
  if (claim.verdict === "holds in simulation" && !claim.provenance.includes("simulated"))
    throw new RangeError(`claim ${claim.id} "holds in simulation" but rests on nothing simulated`);
}

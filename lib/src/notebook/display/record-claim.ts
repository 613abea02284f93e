import { type Claim, checkClaim } from "../../report/index.js";
import { claimBundle } from "./bundle.js";
import { publish } from "./publish.js";

/**
 * Enters a claim of the source into the ledger, with what this notebook found, and shows it.
 *
 * @throws RangeError if the claim leaves out what a reader needs to judge it
 * @example
 * ```ts no-run
 * recordClaim({ id: "budget-cells", claim: "…", place: "…", published: "89 cells", ours: "89 of 89", provenance: ["published"], verdict: "holds", why: "…" });
 * ```
 */
export function recordClaim(claim: Claim): void {
  checkClaim(claim);
  publish(claimBundle(claim));
}

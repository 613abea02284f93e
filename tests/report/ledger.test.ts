import { type Claim, checkClaim, countVerdicts, type LedgerRow, ledgerMarkdown, ledgerTable } from "isocompute/report";
import { describe, expect, it } from "vitest";

const claim: Claim = {
  id: "budget-cells",
  claim: "every budget cell follows the formula",
  place: "review discussion, six tables",
  published: "89 cells",
  ours: "89 of 89",
  provenance: ["published"],
  verdict: "holds",
  why: "largest difference 0.003, which rounding explains",
};
const row: LedgerRow = { ...claim, notebook: "01-budget-units" };

describe("the ledger", () => {
  it("counts verdicts and lists every claim with its reason", () => {
    const rows: LedgerRow[] = [row, { ...row, id: "other", verdict: "contradicted" }];
    expect(countVerdicts(rows)).toEqual({ holds: 1, contradicted: 1 });
    const page = ledgerMarkdown(rows);
    expect(page).toContain("- holds: 1\n- contradicted: 1\n");
    expect(page.match(/budget cell follows/g)).toHaveLength(2);
  });

  it("refuses a claim told twice", () => {
    expect(() => ledgerTable([row, row])).toThrow('the ledger requires distinct claims, got "budget-cells" twice');
  });

  it("refuses a claim without its reason, and a simulated verdict that rests on nothing simulated", () => {
    expect(() => checkClaim({ ...claim, why: "" })).toThrow('claim budget-cells requires "why", got an empty text');
    expect(() => checkClaim({ ...claim, verdict: "holds in simulation" })).toThrow("rests on nothing simulated");
    expect(() => checkClaim({ ...claim, provenance: [] })).toThrow("requires its provenance, got none");
    expect(() => checkClaim({ id: "a" } as Claim)).toThrow('claim a requires "claim", got no text');
    expect(() => checkClaim({ ...claim, provenance: undefined as never })).toThrow("requires its provenance, got none");
    expect(() => checkClaim({ ...claim, id: "Budget cells" })).toThrow("an id in kebab-case");
  });
});

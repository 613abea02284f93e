import type { Table } from "../figure.js";
import { tableMarkdown } from "../table/formats.js";
import { type Claim, checkClaim, type Verdict } from "./claim.js";

/** A claim with the notebook that looked at it. */
export interface LedgerRow extends Claim {
  readonly notebook: string;
}

/**
 * How many claims met each verdict, in the order of their first appearance.
 *
 * @example
 * countVerdicts([{ verdict: "holds" }, { verdict: "holds" }]); // => { holds: 2 }
 */
export function countVerdicts(rows: readonly { readonly verdict: Verdict }[]): Partial<Record<Verdict, number>> {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of rows) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/**
 * The ledger as a table: claim, what the source gives, what we found, the verdict and why.
 *
 * @throws RangeError if two rows have one id, or a row is incomplete
 * @example
 * ledgerTable([]).rows.length; // => 0
 */
export function ledgerTable(rows: readonly LedgerRow[]): Table {
  const seen = new Set<string>();
  for (const row of rows) {
    checkClaim(row);
    if (seen.has(row.id)) throw new RangeError(`the ledger requires distinct claims, got "${row.id}" twice`);
    seen.add(row.id);
  }
  return {
    id: "ledger",
    caption: `${rows.length} claims of the source, each with what the lab found.`,
    provenance: [...new Set(rows.flatMap((row) => row.provenance))].sort(),
    source: "the paper's abstract page and review discussion, against this lab's notebooks",
    columns: [
      { key: "claim", title: "Claim" },
      { key: "place", title: "Where" },
      { key: "published", title: "Published" },
      { key: "ours", title: "Ours" },
      { key: "provenance", title: "Rests on" },
      { key: "verdict", title: "Verdict" },
      { key: "why", title: "Why" },
      { key: "notebook", title: "Notebook" },
    ],
    rows: rows.map((row) => ({
      claim: row.claim,
      place: row.place,
      published: row.published,
      ours: row.ours,
      provenance: row.provenance.join(", "),
      verdict: row.verdict,
      why: row.why,
      notebook: row.notebook,
    })),
  };
}

/**
 * The ledger as a Markdown page: the count of verdicts, then the table.
 *
 * @example
 * ledgerMarkdown([]).startsWith("# Ledger"); // => true
 */
export function ledgerMarkdown(rows: readonly LedgerRow[]): string {
  if (rows.length === 0) return "# Ledger\n\nNo claim has been looked at yet.\n";
  const counts = Object.entries(countVerdicts(rows))
    .map(([verdict, n]) => `- ${verdict}: ${n}`)
    .join("\n");
  return `# Ledger\n\n${counts}\n\n${tableMarkdown(ledgerTable(rows))}`;
}

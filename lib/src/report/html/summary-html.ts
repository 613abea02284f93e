import type { Verdict } from "../ledger/claim.js";
import { countVerdicts, type LedgerRow } from "../ledger/ledger.js";
import { escapeHtml } from "../table/formats.js";
import { proseHtml } from "./prose-html.js";

/** What a report is about, for readers who come from elsewhere. */
export interface ReportAbout {
  /** What was looked at and how, in a paragraph or two, Markdown. */
  readonly lead: readonly string[];
  /** The ids of the claims that most readers come for, in the order in which they are shown. */
  readonly headlines: readonly string[];
}

/** Verdicts from the firmest to the most open: how many claims do so, and their colour, told apart without hue too. */
const verdicts: readonly { readonly verdict: Verdict; readonly says: string; readonly colour: string }[] = [
  { verdict: "holds", says: "hold", colour: "#0072b2" },
  { verdict: "holds in simulation", says: "hold in simulation", colour: "#56b4e9" },
  { verdict: "contradicted", says: "are contradicted", colour: "#d55e00" },
  { verdict: "inconsistent in the source", says: "are inconsistent in the source", colour: "#e69f00" },
  { verdict: "cannot be decided from public data", says: "cannot be decided from public data", colour: "#c3c9d1" },
];

/**
 * The first screen of a report: what it is about, how the claims came out, and the claims that most readers come for.
 *
 * @throws RangeError if a headline is no claim of the ledger
 */
export function summaryHtml({ lead, headlines }: ReportAbout, ledger: readonly LedgerRow[]): string {
  return `<section id="summary" aria-labelledby="summary-title">
<h2 id="summary-title">In one minute</h2>
${lead.map((text) => `<p>${proseHtml(text)}</p>`).join("\n")}
${tally(ledger)}
<p>Every number says where it comes from: <i>published</i>, transcribed from the source; <i>measured</i>, a real run; <i>simulated</i>, the lab's calibrated simulator.</p>
${headlineTable(headlines, ledger)}
</section>`;
}

function tally(ledger: readonly LedgerRow[]): string {
  const counts = countVerdicts(ledger);
  const met = verdicts.filter(({ verdict }) => counts[verdict] !== undefined);
  const bar = met.map(({ verdict, colour }) => `<i style="flex:${counts[verdict]};background:${colour}"></i>`);
  const items = met.map(
    ({ verdict, says, colour }) =>
      `<li><a href="#ledger" data-show="${escapeHtml(verdict)}"><i style="background:${colour}"></i><b>${counts[verdict]}</b> ${says}</a></li>`,
  );
  return `<p>Of <b>${ledger.length}</b> claims of the source</p>
<div class="tally" aria-hidden="true">${bar.join("")}</div>
<ul class="verdicts">${items.join("")}</ul>`;
}

function headlineTable(headlines: readonly string[], ledger: readonly LedgerRow[]): string {
  if (headlines.length === 0) return "";
  const rows = headlines.map((id) => {
    const row = ledger.find((one) => one.id === id);
    if (row === undefined) throw new RangeError(`reportPage requires headlines that are claims, got "${id}"`);
    const colour = verdicts.find(({ verdict }) => verdict === row.verdict)?.colour ?? "";
    return `<tr><th scope="row"><a href="#claim-${escapeHtml(id)}">${escapeHtml(row.claim)}</a></th>
<td class="verdict"><i style="background:${colour}"></i><b>${escapeHtml(row.verdict)}</b><small>${escapeHtml(row.why)}</small></td></tr>`;
  });
  return `<div class="table" role="group" tabindex="0" aria-label="The claims that most readers come for"><table class="ledger headlines">
<caption>The claims that most readers come for; numbers and sources stand in the <a href="#ledger">ledger</a>.</caption>
<thead><tr><th scope="col">Claim</th><th scope="col">Verdict, and why</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}

export const summaryStyle = `.skip { position: absolute; left: -99rem }
.skip:focus { left: 1rem; top: .5rem; background: white }
.tally { display: flex; height: .8rem; max-width: 75ch }
.verdicts { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem }
.verdicts i, .verdict i { display: inline-block; width: .75em; height: .75em; margin-right: .4em }
#summary h2 { margin-top: 1.25rem }
.headlines th { width: 45% }
.tally i, .verdicts i, .verdict i { print-color-adjust: exact; -webkit-print-color-adjust: exact }
`;

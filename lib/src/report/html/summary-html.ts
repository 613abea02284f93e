import type { Verdict } from "../ledger/claim.js";
import { countVerdicts, type LedgerRow } from "../ledger/ledger.js";
import { escapeHtml } from "../table/formats.js";
import { palette } from "../theme/palette.js";
import { proseHtml } from "./prose-html.js";

/** What a report is about, for readers who come from elsewhere. */
export interface ReportAbout {
  /** What was looked at and how, in a paragraph or two, Markdown. */
  readonly lead: readonly string[];
  /** The ids of the claims that most readers come for, in the order in which they are shown. */
  readonly headlines: readonly string[];
}

const [blue = "", orange = "", skyBlue = "", , , vermillion = ""] = palette;

/** What claims of a verdict do, from the firmest to the most open, and their colour, told apart without hue too. */
const looks: Readonly<Record<Verdict, { readonly says: string; readonly colour: string }>> = {
  holds: { says: "hold", colour: blue },
  "holds in simulation": { says: "hold in simulation", colour: skyBlue },
  contradicted: { says: "are contradicted", colour: vermillion },
  "inconsistent in the source": { says: "are inconsistent in the source", colour: orange },
  "cannot be decided from public data": { says: "cannot be decided from public data", colour: "#c3c9d1" },
};

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
  const met = (Object.keys(looks) as Verdict[]).filter((verdict) => counts[verdict] !== undefined);
  const bar = met.map((verdict) => `<i style="flex:${counts[verdict]};background:${looks[verdict].colour}"></i>`);
  const items = met.map(
    (verdict) =>
      `<li><a href="#ledger" data-show="${escapeHtml(verdict)}"><i style="background:${looks[verdict].colour}"></i><b>${counts[verdict]}</b> ${looks[verdict].says}</a></li>`,
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
    return `<tr><th scope="row"><a href="#claim-${escapeHtml(id)}">${escapeHtml(row.claim)}</a></th>
<td class="verdict"><i style="background:${looks[row.verdict].colour}"></i><b>${escapeHtml(row.verdict)}</b><small>${escapeHtml(row.why)}</small></td></tr>`;
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

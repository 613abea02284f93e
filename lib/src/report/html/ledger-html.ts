import { checkClaim } from "../ledger/claim.js";
import type { LedgerRow } from "../ledger/ledger.js";
import { escapeHtml } from "../table/formats.js";

/** The ledger with filters by verdict, notebook and words; without scripts the filters stay hidden and all rows show. */
export function ledgerHtml(rows: readonly LedgerRow[]): string {
  if (rows.length === 0) return "<p>No claim has been looked at yet.</p>";
  const ids = new Set<string>();
  for (const row of rows) {
    checkClaim(row);
    if (ids.has(row.id)) throw new RangeError(`the ledger requires distinct claims, got "${row.id}" twice`);
    ids.add(row.id);
  }
  const options = (values: readonly string[]) =>
    ['<option value="">all</option>', ...[...new Set(values)].map((v) => `<option>${escapeHtml(v)}</option>`)].join("");
  return `<form class="filters" aria-label="Filter the ledger" hidden>
<label>Verdict <select name="verdict">${options(rows.map((row) => row.verdict))}</select></label>
<label>Notebook <select name="notebook">${options(rows.map((row) => row.notebook))}</select></label>
<label>Words <input name="words" type="search"></label>
<span role="status"></span>
</form>
<div class="table" role="group" tabindex="0" aria-label="Ledger of claims"><table class="ledger">
<caption>Claims of the source, what the lab found, and the verdict.</caption>
<thead><tr><th scope="col">Claim</th><th scope="col">Published</th><th scope="col">Ours</th><th scope="col">Verdict</th></tr></thead>
<tbody>${rows.map(rowHtml).join("\n")}</tbody>
</table></div>`;
}

function rowHtml({ id, claim, place, published, ours, provenance, verdict, why, notebook }: LedgerRow): string {
  const attributes = `id="claim-${id}" data-verdict="${escapeHtml(verdict)}" data-notebook="${escapeHtml(notebook)}"`;
  return `<tr ${attributes}><th scope="row">${escapeHtml(claim)}<small>${escapeHtml(place)}</small></th>
<td>${escapeHtml(published)}</td>
<td>${escapeHtml(ours)}<small>${escapeHtml(provenance.join(", "))}, <a href="#${escapeHtml(notebook)}">${escapeHtml(notebook)}</a></small></td>
<td><b>${escapeHtml(verdict)}</b><small>${escapeHtml(why)}</small></td></tr>`;
}

export const ledgerStyle = `.ledger tr:target { background: #fff6dd }
.filters { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: end; margin: 1rem 0 }
.filters[hidden] { display: none }
.filters select, .filters input { font: inherit; max-width: 16rem }
.ledger { width: 100% }
.ledger caption { text-align: left; padding-left: .7rem }
.ledger th, .ledger td { vertical-align: top; font-weight: 400; min-width: 9rem; overflow-wrap: anywhere }
.ledger thead th { font-weight: 600 }
@media print { .filters { display: none } }
`;

export const ledgerScript = `
(function () {
  var form = document.querySelector(".filters");
  if (!form) return;
  var rows = Array.from(document.querySelectorAll(".ledger tbody tr"));
  var status = form.querySelector("[role=status]");
  function apply() {
    var verdict = form.elements.verdict.value, notebook = form.elements.notebook.value;
    var words = form.elements.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    var shown = 0;
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      var fits = (!verdict || row.dataset.verdict === verdict) && (!notebook || row.dataset.notebook === notebook) &&
        words.every(function (word) { return text.indexOf(word) >= 0; });
      row.hidden = !fits;
      if (fits) shown++;
    });
    status.textContent = shown + " of " + rows.length + " claims";
  }
  document.querySelectorAll("a[data-show]").forEach(function (link) {
    link.addEventListener("click", function () {
      form.reset();
      form.elements.verdict.value = link.dataset.show;
      apply();
    });
  });
  // A link to a claim that a filter hides would lead nowhere.
  function reveal() {
    var row = document.getElementById(location.hash.slice(1));
    if (!row || !row.hidden) return;
    form.reset();
    apply();
    row.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  apply();
})();
`;

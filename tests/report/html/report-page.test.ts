import { type LedgerRow, type ReportContent, reportPage } from "isocompute/report";
import { describe, expect, it } from "vitest";
import { testFigure } from "../render/figures.js";

const row = (id: string, more: Partial<LedgerRow> = {}): LedgerRow => ({
  id,
  claim: `claim ${id}`,
  place: "table 1",
  published: "0.9",
  ours: "0.8 <b>",
  provenance: ["published"],
  verdict: "contradicted",
  why: "it is less",
  notebook: "01-a",
  ...more,
});
const figure = testFigure("bands");
const chapter = {
  notebook: "01-a",
  title: "A & B",
  question: "Is *a* `b`?",
  answer: "**No**, by 3 < 4.",
  figures: [figure],
  tables: [],
};
const content = {
  title: "Report",
  chapters: [chapter],
  ledger: [row("one"), row("two", { verdict: "holds" })],
  ingredients: { versions: { isocompute: "0.1.0" }, data: [{ file: "data/a.csv", sha256: "00ff" }] },
};
const source = { svg: async () => '<svg width="1"/>', complete: async () => figure };
const withoutPlotly = async (given: ReportContent) => {
  const page = await reportPage(given, source);
  return page.slice(page.indexOf("<main"), page.indexOf("</main>"));
};

describe("reportPage(content, source)", () => {
  it("says question, answer, claims and what it was made of, as text and not as markup of theirs", async () => {
    const page = await withoutPlotly(content);
    expect(page).toContain("<i>a</i> <code>b</code>");
    expect(page).toContain("<b>No</b>, by 3 &lt; 4.");
    expect(page).toContain("A &amp; B");
    expect(page).toContain("0.8 &lt;b&gt;");
    const said = [...page.matchAll(/data-show="([^"]+)"><i[^>]*><\/i><b>(\d+)<\/b> ([^<]+)</g)].map((m) => m.slice(1));
    expect(said).toEqual([
      ["holds", "1", "hold"],
      ["contradicted", "1", "are contradicted"],
    ]);
    expect(page).toContain("<li>isocompute 0.1.0</li>");
    expect(page).toContain("<td>data/a.csv</td><td><code>00ff</code></td>");
  });

  it("has no link that leads nowhere", async () => {
    const page = await withoutPlotly(content);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? "");
    expect(links.length).toBeGreaterThan(4);
    for (const id of links) expect(page).toContain(`id="${id}"`);
  });

  it("begins with what it is about and the claims most readers come for, and refuses one that is not there", async () => {
    const about = { lead: ["Of *this* < that."], headlines: ["two"] };
    const page = await withoutPlotly({ ...content, about });
    expect(page.indexOf("Of <i>this</i> &lt; that.")).toBeGreaterThan(0);
    expect(page.indexOf("Of <i>this</i>")).toBeLessThan(page.indexOf('href="#claim-two"'));
    expect(page.indexOf('href="#claim-two"')).toBeLessThan(page.indexOf('id="contents"'));
    expect(page).not.toContain('href="#claim-one"');
    const missing = { ...content, about: { ...about, headlines: ["three"] } };
    await expect(reportPage(missing, source)).rejects.toThrow('headlines that are claims, got "three"');
  });

  it("refuses two exhibits or two claims of one id", async () => {
    const twice = { ...content, chapters: [{ ...chapter, figures: [figure, figure] }] };
    await expect(reportPage(twice, source)).rejects.toThrow(`got ${figure.id} twice`);
    await expect(reportPage({ ...content, ledger: [row("one"), row("one")] }, source)).rejects.toThrow('"one" twice');
  });
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Figure, htmlPage, type LedgerRow, openRenderer, reportPage, type Table } from "isocompute/report";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFigure } from "../report/render/figures.js";
import { temporaryFolder } from "../temporary-folder.js";
import { chromiumWanted, launchChromium } from "./chromium-page.js";

const wide: Figure = {
  ...testFigure("small-multiples"),
  layout: { ...testFigure("small-multiples").layout, width: 1000 },
};
const figures = [testFigure("log-axis-error-bars"), testFigure("heatmap-text"), testFigure("turned-labels"), wide];
const table: Table = {
  id: "wide-table",
  caption: "More columns than a phone shows at once.",
  provenance: ["simulated"],
  source: "made up for the tests",
  columns: Array.from({ length: 9 }, (_, i) => ({ key: `c${i}`, title: `Column ${i}` })),
  rows: [Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`c${i}`, 1000 * i]))],
};
const desktop = { viewport: { width: 1200, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

describe.runIf(chromiumWanted)("htmlPage in real Chromium, from a file", () => {
  let browser: Browser;
  let folder: string;
  let html: string;
  beforeAll(async () => {
    browser = await launchChromium();
    folder = temporaryFolder("page");
    const renderer = openRenderer();
    html = await htmlPage({ title: "Figures", figures, tables: [table] }, renderer);
    await renderer.close();
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** Opens a page and goes through all of its figures; `told` collects errors and requests. */
  async function visit(text: string, device: Parameters<Browser["newContext"]>[0], expected: number) {
    const file = join(folder, "page.html");
    await writeFile(file, text);
    const context = await browser.newContext(device);
    const page = await context.newPage();
    const told: string[] = [];
    page.on("console", (message) => told.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => told.push(`error: ${error.message}`));
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && request.url() !== pathToFileURL(file).href) told.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    for (const figure of await page.locator("figure").all()) await figure.scrollIntoViewIfNeeded();
    await page.waitForFunction(`document.querySelectorAll("figure[data-live]").length >= ${expected}`);
    return { page, told, close: () => context.close() };
  }

  const overflow = (page: Page) => page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");

  it.each([
    ["desktop", desktop],
    ["phone", phone],
  ])("filters the ledger of a report on a %s, by keys alone", async (_, device) => {
    const rows = ["holds", "contradicted", "holds"].map(
      (verdict, i): LedgerRow => ({
        id: `claim-${i}`,
        claim: `claim of ${["samples", "models", "budgets and samples"][i]}`,
        place: "table 1",
        published: "1",
        ours: "1",
        provenance: ["published"],
        verdict: verdict as LedgerRow["verdict"],
        why: "seen",
        notebook: "01-a",
      }),
    );
    const chapter = { notebook: "01-a", title: "A", question: "Q?", answer: "A.", figures: [], tables: [table] };
    const renderer = openRenderer();
    const content = { title: "Report", chapters: [chapter], ledger: rows, ingredients: { versions: {}, data: [] } };
    const report = await reportPage(content, renderer);
    await renderer.close();
    const { page, told, close } = await visit(report, device, 0);
    const status = page.getByRole("status");
    expect(await status.textContent()).toBe("3 of 3 claims");
    await page.getByLabel("Words").press("s");
    await page.getByLabel("Words").fill("samples");
    expect(await status.textContent()).toBe("2 of 3 claims");
    await page.getByLabel("Verdict").selectOption("contradicted");
    expect(await status.textContent()).toBe("0 of 3 claims");
    expect(await page.locator(".ledger tbody tr:visible").count()).toBe(0);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(told).toEqual([]);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".filters").isVisible()).toBe(false);
    await close();
  });

  it.each([
    ["desktop", desktop],
    ["phone", phone],
  ])(
    "makes every figure interactive on a %s: no error, no request, nothing wider than the window",
    async (_, device) => {
      const { page, told, close } = await visit(html, device, figures.length);
      expect(told).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      // A plot takes the place and size of its drawing.
      for (const { id, layout } of figures) {
        const box = await page.locator(`#${id} .main-svg`).first().boundingBox();
        const column = await page.evaluate<number>("document.querySelector('main').clientWidth - 32");
        expect(box?.width).toBeCloseTo(Math.min(layout.width ?? 700, column), 0);
        expect(await page.locator(`#${id} .plot > svg`).count()).toBe(0);
      }
      // It answers where it is touched, also where it was shrunk.
      const point = page.locator("#test-log-axis-error-bars .point").nth(2);
      await point.scrollIntoViewIfNeeded();
      const at = await point.boundingBox();
      if (at === null) throw new Error("no point on the page");
      await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
      await page.locator("#test-log-axis-error-bars .hovertext").first().waitFor();
      await close();
    },
  );

  it("keeps the drawing of a figure that fails, and makes the others interactive", async () => {
    const broken = html.replace(/(<figure id="test-heatmap-text">[\s\S]*?<script type="application\/json">)\{/, "$1[{");
    expect(broken).not.toBe(html);
    const { page, told, close } = await visit(broken, desktop, figures.length - 1);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("error: test-heatmap-text SyntaxError");
    expect(await page.locator("#test-heatmap-text .plot > svg").boundingBox()).toMatchObject({
      width: 700,
      height: 450,
    });
    expect(await page.locator("#test-heatmap-text .plot > *").count()).toBe(1);
    await close();
  });

  it("leads the keyboard through what can be seen, in the order of the page, and out again", async () => {
    const { page, close } = await visit(html, desktop, figures.length);
    await page.addStyleTag({ content: "* { transition: none !important }" });
    await page.evaluate("scrollTo(0, 0)");
    const seen: { figure: string; opacity: number }[] = [];
    for (let i = 0; i < 100; i++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate<{ figure: string; opacity: number } | null>(`(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        let opacity = 1;
        for (let node = element; node; node = node.parentElement) opacity *= Number(getComputedStyle(node).opacity);
        return { figure: (element.closest("figure") || element.querySelector("table")).id, opacity };
      })()`);
      if (focus === null) break;
      seen.push(focus);
    }
    expect(seen.length).toBeLessThan(100);
    expect([...new Set(seen.map(({ figure }) => figure))]).toEqual([...figures.map(({ id }) => id), "wide-table"]);
    expect(seen.filter(({ opacity }) => opacity < 0.3)).toEqual([]);
    await close();
  });
});

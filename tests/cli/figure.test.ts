import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { figureJson, openRenderer, parseFigure } from "isocompute/report";
import { beforeAll, describe, expect, it } from "vitest";
import { testFigure } from "../report/render/figures.js";
import { temporaryFolder } from "../temporary-folder.js";
import { runCli } from "./run-cli.js";

let cwd: string;
const figure = testFigure("bands");
const plain = { data: [{ type: "bar", x: ["a", "b"], y: [1, 3] }], layout: { title: { text: "<b>p</b> &lt; 1" } } };
const statements = ["--provenance", "measured,simulated", "--source", "run 12", "--caption", "Two bars."];
const cli = (...argv: string[]) => runCli(["figure", ...argv], { cwd });
const read = (name: string) => readFile(join(cwd, name), "utf8");

beforeAll(async () => {
  cwd = temporaryFolder("figure");
  await writeFile(join(cwd, "bands.json"), figureJson(figure));
  await writeFile(join(cwd, "plain.json"), JSON.stringify(plain));
  await writeFile(join(cwd, "wrong.json"), JSON.stringify({ ...plain, layout: { titel: "x" } }));
});

describe("isocompute figure", () => {
  it("draws a file of the lab's beside it, as the lab does", async () => {
    expect(await cli("bands.json")).toEqual({ code: 0, out: "bands.svg\n", err: "" });
    const renderer = openRenderer();
    expect(await read("bands.svg")).toBe(await renderer.svg(figure));
    await renderer.close();
  });

  it("draws a plotly figure in every format at once", async () => {
    const outputs = ["a.svg", "a.png", "a.pdf", "a.html", "a.json"].flatMap((name) => ["-o", name]);
    const size = ["--width", "400", "--height", "300", "--scale", "1", "--text", "keep"];
    const { code, err } = await cli("plain.json", ...outputs, ...size, ...statements, "--theme");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const svg = await read("a.svg");
    expect(svg).toContain('width="400" height="300"');
    expect(svg).toContain("measured and simulated · run 12</text>");
    const png = await readFile(join(cwd, "a.png"));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([400, 300]);
    expect((await readFile(join(cwd, "a.pdf"))).toString("latin1", 0, 5)).toBe("%PDF-");
    expect(await read("a.html")).toContain("<h1>p &lt; 1</h1>");
    const back = parseFigure(await read("a.json"), "a.json");
    expect(back).toMatchObject({ id: "plain", caption: "Two bars.", data: plain.data, layout: { width: 400 } });
    expect(back.layout.template).toBeDefined();
  });

  it.each<[string, string[], number, string]>([
    ["says what a plotly figure lacks", ["plain.json"], 1, "plain.json: a figure requires caption, source, provenance"],
    ["names a file that is not there", ["none.json"], 1, "none.json: requires a file, found none there"],
    ["refuses what plotly does not know", ["wrong.json", ...statements], 1, "titel is not part of the schema"],
    [
      "refuses an unknown ending",
      ["bands.json", "-o", "a.gif"],
      2,
      "ending in .svg, .png, .pdf, .html or .json; got a.gif",
    ],
    ["refuses a scale for no PNG", ["bands.json", "--scale", "3"], 2, "--scale requires a .png"],
    ["refuses a text mode for no SVG", ["bands.json", "-o", "a.png", "--text", "keep"], 2, "--text requires an .svg"],
    ["refuses a text mode of another name", ["bands.json", "--text", "curves"], 2, "Allowed choices are outline, keep"],
    ["refuses a width that is no number", ["bands.json", "--width", "wide"], 2, "A number is required"],
    [
      "refuses a width that makes no picture",
      ["bands.json", "--width", "3"],
      1,
      "a width in whole px from 10 to 10000",
    ],
    ["refuses an unknown provenance", ["plain.json", "--provenance", "guessed"], 2, "published, measured, simulated"],
    ["keeps what a figure says", ["bands.json", "--provenance", "measured"], 2, "bands.json says: simulated"],
  ])("%s", async (_, argv, code, message) => {
    const before = await readdir(cwd);
    const result = await cli(...argv);
    expect(result).toMatchObject({ code, out: "" });
    expect(result.err).toContain(message);
    expect(await readdir(cwd)).toEqual(before);
  });
});

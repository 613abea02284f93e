import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { exportFigure, figureJson, openRenderer, parseFigure, type Renderer } from "isocompute/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../temporary-folder.js";
import { testFigure } from "../render/figures.js";

const figure = testFigure("bands");
let renderer: Renderer;
let folder: string;
beforeAll(async () => {
  renderer = openRenderer();
  folder = temporaryFolder("export");
});
afterAll(async () => {
  await renderer.close();
});

describe("exportFigure(figure, folder, renderer)", () => {
  it("writes SVG, PNG and JSON, and nothing else", async () => {
    const files = await exportFigure(figure, join(folder, "a"), { renderer });
    expect(files.map(({ path }) => path.split("/").at(-1))).toEqual([
      "test-bands.svg",
      "test-bands.png",
      "test-bands.json",
    ]);
    expect((await readdir(join(folder, "a"))).sort()).toEqual(["test-bands.json", "test-bands.png", "test-bands.svg"]);
  });

  it("refuses what cannot be drawn in whatever form, before anything is written", async () => {
    const webgl = { ...figure, data: [{ type: "scattergl" as const, x: [1, 2], y: [1, 2] }] };
    for (const formats of [["json"], ["json", "svg"]] as const)
      await expect(exportFigure(webgl, join(folder, "gl"), { renderer, formats })).rejects.toThrow(RangeError);
    await expect(readdir(join(folder, "gl"))).rejects.toThrow("ENOENT");
  });

  it("does not touch files that stay the same", async () => {
    const once = () => exportFigure(figure, join(folder, "b"), { renderer, formats: ["svg"] });
    const [first] = await once();
    expect(first?.changed).toBe(true);
    const before = await stat(first?.path ?? "", { bigint: true });
    expect(await once()).toEqual([{ path: first?.path, changed: false }]);
    expect((await stat(first?.path ?? "", { bigint: true })).mtimeNs).toBe(before.mtimeNs);
  });

  it("writes a PDF with the same bytes each time", async () => {
    const pdf = await renderer.pdf(testFigure("annotations"));
    expect(Buffer.from(pdf).toString("latin1", 0, 5)).toBe("%PDF-");
    expect(Buffer.compare(pdf, await renderer.pdf(testFigure("annotations")))).toBe(0);
  });

  it("writes nothing of a figure that cannot be drawn", async () => {
    const bad = { ...figure, layout: { title: { text: "精" } } };
    await expect(exportFigure(bad, join(folder, "c"), { renderer, formats: ["json", "svg"] })).rejects.toThrow(
      "no glyph",
    );
    await expect(readdir(join(folder, "c"))).rejects.toThrow("ENOENT");
  });
});

describe("figureJson(figure)", () => {
  it("comes back as the figure, and draws the same", async () => {
    const text = figureJson(figure);
    const back = parseFigure(text, "f.json");
    expect(back).toEqual(JSON.parse(JSON.stringify(figure)));
    expect(await renderer.svg(back)).toBe(await renderer.svg(figure));
    expect(figureJson(back)).toBe(text);
  });

  it("shows a number changed by hand", () => {
    const text = figureJson(figure).replace('"mode":"lines"', '"mode":"none"');
    expect(() => parseFigure(text, "f.json")).toThrow(/f\.json, at sha256: .*changed by hand/);
  });
});

describe("parseFigure(text, file)", () => {
  it.each([
    ["{", /f\.json:1, column 2: requires valid JSON/],
    ["[]", /an object with data and layout/],
    ["{}", /at data: a figure requires a list of traces/],
    ['{"data":[1]}', /at data: a figure requires a list of traces/],
    ['{"data":[],"layout":[]}', /at layout: a figure requires an object/],
    ['{"data":[],"frames":[{}]}', /at frames: an animation/],
    ['{"data":[],"id":"a","caption":"c","source":"s","provenance":"published"}', /at provenance: .*got "published"/],
    ['{"data":[],"id":"a","caption":"c","source":"s","provenance":["guessed"]}', /at provenance: .*got \["guessed"\]/],
    ['{"data":[],"id":1,"caption":"c","source":"s","provenance":[]}', /at id: a figure requires a text/],
    ['{"data":[]}', /requires id, caption, source, provenance, found none/],
  ])("refuses %s", (text, message) => {
    expect(() => parseFigure(text, "f.json")).toThrow(message);
  });
});

describe("packed arrays, as plotly.py writes them", () => {
  const says = { id: "f", caption: "c", provenance: ["measured"], source: "a run" } as const;
  const parse = (y: object) => parseFigure(JSON.stringify({ data: [{ y }], layout: {} }), "f.json", says).data[0];
  const pack = (numbers: { readonly buffer: ArrayBufferLike }) => Buffer.from(numbers.buffer).toString("base64");

  it.each([
    ["i1", Int8Array.of(-1, 2)],
    ["u1", Uint8Array.of(255, 2)],
    ["i2", Int16Array.of(-300, 2)],
    ["uint16", Uint16Array.of(60_000, 2)],
    ["i4", Int32Array.of(-70_000, 2)],
    ["u4", Uint32Array.of(4e9, 2)],
    ["f4", Float32Array.of(0.5, 2)],
    ["float64", Float64Array.of(0.1, 2)],
  ])("of %s become lists", (dtype, numbers) => {
    expect(parse({ dtype, bdata: pack(numbers) })).toEqual({ y: [...numbers] });
  });

  it("keep their rows", () => {
    const bdata = pack(Uint8Array.of(1, 2, 3, 4, 5, 6));
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(parse({ dtype: "u1", bdata, shape: "2, 3" })).toEqual({ y: rows });
  });

  it.each([
    [{ dtype: "i8", bdata: "AAAA" }, /f\.json, at data\[0\]\.y: .*got i8/],
    [{ dtype: "i2", bdata: "AAAA" }, /3 bytes do not make 1 of i2/],
    [{ dtype: "i1", bdata: "AAAA", shape: "2, 2" }, /3 bytes do not make 2 by 2 of i1/],
    [{ dtype: "i1", bdata: "?" }, /bdata in base64/],
  ])("are refused where they cannot be read: %s", (y, message) => {
    expect(() => parse(y)).toThrow(message);
  });
});

it("leaves nothing half-written behind", async () => {
  const names = await readdir(folder, { recursive: true });
  expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  expect((await readFile(join(folder, "a", "test-bands.json"), "utf8")).endsWith("}\n")).toBe(true);
});

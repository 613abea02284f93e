import { createRequire } from "node:module";
import PDFDocument from "pdfkit";
import type { FontBook, FontWish } from "./font-book.js";

export interface PdfPage {
  /** In px; a px is three quarters of a point. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

interface SvgToPdfOptions {
  readonly width: number;
  readonly height: number;
  readonly preserveAspectRatio: string;
  fontCallback(family: string | undefined, bold: boolean, italic: boolean): string;
  warningCallback(warning: string): void;
}
type SvgToPdf = (document: PDFKit.PDFDocument, svg: string, x: number, y: number, options: SvgToPdfOptions) => void;

const POINTS = 0.75;
// Every PDF carries dates; a fixed one keeps the bytes the same from run to run.
const DATE = new Date("2000-01-01T00:00:00Z");

/** A one-page vector PDF of an SVG whose text was kept: searchable, with the letters used embedded. */
export async function writePdf(svg: string, page: PdfPage, fonts: FontBook): Promise<Buffer> {
  const svgToPdf: SvgToPdf = createRequire(__filename)("svg-to-pdfkit");
  const width = page.width * POINTS;
  const height = page.height * POINTS;
  const info = { Title: page.title, CreationDate: DATE, ModDate: DATE };
  const document = new PDFDocument({ size: [width, height], margin: 0, compress: true, info });
  const chunks: Buffer[] = [];
  document.on("data", (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<void>((resolve, reject) => {
    document.on("end", resolve);
    document.on("error", reject);
  });
  fonts.files.forEach((file, index) => {
    document.registerFont(`font${index}`, file.path);
  });
  const fontName = (wish: FontWish) => `font${fonts.candidates(wish)[0]?.index ?? 0}`;
  const warnings: string[] = [];
  svgToPdf(document, withoutEmptyDashes(svg), 0, 0, {
    width,
    height,
    preserveAspectRatio: "none",
    fontCallback: (family, bold, italic) => fontName({ family: family ?? "", weight: bold ? 700 : 400, italic }),
    warningCallback: (warning) => warnings.push(warning),
  });
  document.end();
  await finished;
  if (warnings.length > 0)
    throw new RangeError(`the figure cannot be written as PDF: ${[...new Set(warnings)].join("; ")}`);
  return Buffer.concat(chunks);
}

/** Plotly starts the dashes of an arrow with pairs of zeros to skip its tip; pdfkit refuses dashes of no length. */
function withoutEmptyDashes(svg: string): string {
  return svg.replace(/stroke-dasharray: ([^;"]*);/g, (whole, list: string) => {
    const dashes = list.split(/[ ,]+/).map(Number.parseFloat);
    if (!dashes.every(Number.isFinite)) return whole;
    while (dashes.length > 2 && dashes[0] === 0 && dashes[1] === 0) dashes.splice(0, 2);
    return `stroke-dasharray: ${dashes.map((dash) => dash || 0.001).join(", ")};`;
  });
}

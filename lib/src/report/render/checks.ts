import { checkExhibit } from "../exhibit.js";
import type { Figure } from "../figure.js";
import type { Complaint, PlotlyPage } from "./plotly-page.js";
import { specificationJson } from "./specification-json.js";

const WEBGL =
  /^(scattergl|scatter3d|surface|mesh3d|isosurface|volume|cone|streamtube|parcoords|splom|scatterpolargl|scattermap|scattermapbox|choroplethmap|choroplethmapbox|densitymap|densitymapbox|heatmapgl|pointcloud)$/;
const FETCHES = /^(scattergeo|choropleth)$/;

/** Throws for what could not be drawn, or would be drawn wrongly without a word. */
export function assertDrawable(figure: Figure): void {
  checkExhibit(figure);
  const { id, data, layout } = figure;
  const fail = (message: string): never => {
    throw new RangeError(`figure ${id}: ${message}`);
  };
  data.forEach((trace, i) => {
    const type = trace.type ?? "scatter";
    if (WEBGL.test(type)) {
      const instead = type === "scattergl" ? "; scatter draws the same without" : "";
      fail(`data[${i}].type ${type} needs WebGL, which only a browser has${instead}`);
    }
    if (FETCHES.test(type)) fail(`data[${i}].type ${type} would fetch its map from the network`);
  });
  // Plotly then draws some bars and contours for the size that the plot area had before.
  for (const [place, { title }] of [
    ["layout", layout],
    ["layout.template.layout", layout.template?.layout ?? {}],
  ] as const)
    if (typeof title === "object" && "automargin" in title && title.automargin)
      fail(`${place}.title.automargin draws bars out of step with their axes; give layout.margin.t the title's height`);
  walk({ data, layout }, "", (path, text) => {
    if (/\$[^$]+\$/.test(text))
      fail(`${path} holds LaTeX, ${JSON.stringify(text)}; write Unicode with <i>, <sub>, <sup>, and a dollar as &#36;`);
    if (/(^|\.)source$/.test(path) && /^(https?:)?\/\//.test(text))
      fail(`${path} would be fetched from the network: ${text}; embed it as a data: URI`);
  });
}

function walk(value: unknown, path: string, visit: (path: string, text: string) => void): void {
  if (typeof value === "string") visit(path, value);
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) walk(item, `${path}[${i}]`, visit);
  else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value))
    for (const [key, item] of Object.entries(value)) walk(item, path === "" ? key : `${path}.${key}`, visit);
}

/** Throws for what plotly's own schema does not know: it would be left out or replaced in silence. */
export function assertValid({ window, plotly }: PlotlyPage, figure: Figure): void {
  // plotly's check breaks on settings of a legend that is not shown: for the check it is.
  const legend = Object.keys(figure.layout).some((key) => key.startsWith("legend")) ? { showlegend: true } : {};
  const checked = { data: figure.data, layout: { ...figure.layout, ...legend } };
  const spec: Pick<Figure, "data" | "layout"> = window.JSON.parse(specificationJson(checked));
  const complaints = (plotly.validate(spec.data, spec.layout) ?? []).filter(isReal);
  if (complaints.length > 0) throw new RangeError(`figure ${figure.id}: ${complaints.map(explain).join("; ")}`);
}

/** False alarms: "unused" is said also of attributes in use, and the name of a shared colour axis is called invalid. */
function isReal({ code, astr, msg }: Complaint): boolean {
  return code !== "unused" && !(/(^|\.)coloraxis$/.test(astr) && /\(coloraxis\d*\)$/.test(msg));
}

function explain({ code, astr, msg, trace }: Complaint): string {
  if (code === "invisible") return `data[${trace}] would not be drawn: it has no points that plotly can place`;
  return astr.endsWith("colorscale") ? `${msg}; give other scales as a list of stops` : msg;
}

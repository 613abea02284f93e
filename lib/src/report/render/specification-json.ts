import type { Figure } from "../figure.js";

/**
 * What plotly needs of a figure, as JSON: `{"data":[…],"layout":{…}}`. Typed arrays become lists; NaN and infinities
 * become null, which plotly draws as gaps.
 */
export function specificationJson({ data, layout }: Pick<Figure, "data" | "layout">): string {
  return JSON.stringify({ data, layout }, (_key, value: unknown) =>
    ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float64Array) : value,
  );
}

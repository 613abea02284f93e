import type { ResvgRenderOptions } from "@resvg/resvg-js";

/** Draws an SVG without text elements as a PNG of `scale` times its size. No font is consulted. */
export async function rasterize(svg: string, scale: number): Promise<Buffer> {
  const { Resvg } = await import("@resvg/resvg-js");
  // resvg smooths "pixelated" images, which would blur heat maps; "optimizeSpeed" is its word for hard edges.
  const hardEdged = svg.replaceAll("image-rendering: pixelated", "image-rendering: optimizeSpeed");
  const options: ResvgRenderOptions = {
    fitTo: { mode: "zoom", value: scale },
    font: { loadSystemFonts: false },
    shapeRendering: 2,
    imageRendering: 0,
  };
  return new Resvg(hardEdged, options).render().asPng();
}

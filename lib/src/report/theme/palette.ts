import { power } from "../../core/index.js";

/**
 * Colours for groups, in the order to use them: Okabe and Ito's set, which people with any colour vision tell apart,
 * without its yellow (unreadable as a line on white). Of all orders that start with blue this one keeps neighbours
 * furthest apart, also for the colour-blind (CIELAB distance at least 34).
 *
 * @see Okabe and Ito 2008, "Color Universal Design"
 */
export const palette: readonly string[] = [
  "#0072b2", // blue
  "#e69f00", // orange
  "#56b4e9", // sky blue
  "#3c4043", // near black
  "#cc79a7", // reddish purple
  "#d55e00", // vermillion
  "#009e73", // bluish green
];

/** Contrast that small text needs on its ground (WCAG 2.2, criterion 1.4.3). */
const LEGIBLE = 4.5;

/**
 * The colour in which to write the name of a line drawn in `colour`: of the same hue, as dark as small text on white must be.
 *
 * @param colour `#rrggbb`; a colour written in another way is taken as it is
 * @example
 * inkFor("#0072b2"); // => "#0072b2"
 */
export function inkFor(colour: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const channels = [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
  for (let shade = 100; shade > 0; shade--) {
    const darker = channels.map((channel) => Math.floor((channel * shade) / 100));
    if (contrastWithWhite(darker) >= LEGIBLE)
      return `#${darker.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
  }
  return "#000000";
}

/** @see WCAG 2.2, "relative luminance" and "contrast ratio" */
function contrastWithWhite(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : power((share + 0.055) / 1.055, 2.4);
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

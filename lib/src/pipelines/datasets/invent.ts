import { at, type Rng } from "../../core/index.js";

const starts = [
  "Bel",
  "Cor",
  "Dal",
  "Fen",
  "Gar",
  "Hol",
  "Jor",
  "Kel",
  "Lum",
  "Mer",
  "Nor",
  "Or",
  "Pel",
  "Quin",
  "Ros",
  "Sal",
  "Tor",
  "Ul",
  "Ver",
  "Wil",
];
const middles = ["a", "e", "i", "o", "u", "an", "el", "in", "or", "us"];
const ends = ["bert", "da", "fric", "gan", "kin", "lia", "mond", "na", "pha", "ric", "stan", "thea", "vin", "zo"];
const places = ["bridge", "burgh", "dale", "field", "ford", "haven", "minster", "mouth", "stead", "wick"];
const adjectives = ["Amber", "Broken", "Crimson", "Distant", "Empty", "Frozen", "Golden", "Hidden", "Iron", "Silent"];
const nouns = ["Anchor", "Bell", "Circle", "Door", "Engine", "Forest", "Garden", "Harbour", "Island", "Lantern"];

/** A person's name that belongs to nobody. */
export function inventName(rng: Rng): string {
  return `${word(rng)}${pick(ends, rng)} ${word(rng)}${pick(middles, rng)}${pick(ends, rng)}`;
}

/** A town's name; of some 200 000. */
export function inventPlace(rng: Rng): string {
  return `${word(rng)}${pick(middles, rng)}${pick(ends, rng)}${pick(places, rng)}`;
}

/** The title of a work. */
export function inventTitle(rng: Rng): string {
  return `The ${pick(adjectives, rng)} ${pick(nouns, rng)}`;
}

function word(rng: Rng): string {
  return `${pick(starts, rng)}${pick(middles, rng)}`;
}

function pick(list: readonly string[], rng: Rng): string {
  return at(list, rng.below(list.length));
}

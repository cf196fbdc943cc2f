/**
 * Three colours as six hexadecimal digits each, without `#`: the body, the accent and the detail of a
 * picture.
 */
export type Palette = readonly [string, string, string];

/** Words that makers use for colours. Two words before one: "sky blue" is found before "blue". */
const COLOURS: Readonly<Record<string, string>> = {
  "sky blue": "8ec5e8",
  "university blue": "86b4dd",
  "powder blue": "a8c7e0",
  "royal blue": "2b4fa8",
  "signal orange": "f26a1b",
  "laser orange": "ff7a29",
  "moss green": "6b7a45",
  "forest green": "2f5a3c",
  "pine green": "1f5a48",
  "gym red": "b2202c",
  "varsity red": "b81f2d",
  "fire red": "d8232a",
  "off white": "efeade",
  anthracite: "3b3d42",
  beige: "d9c7a3",
  black: "1d1e22",
  blue: "3465b8",
  bone: "e6dfd0",
  bronze: "8c6239",
  brown: "6d4a34",
  burgundy: "6e1f33",
  cement: "a9a8a3",
  charcoal: "3f4349",
  copper: "b4693c",
  coral: "f2735f",
  cream: "f3ead6",
  crimson: "a81d34",
  gold: "c9a247",
  green: "3d8a4e",
  grey: "8b9097",
  gray: "8b9097",
  gum: "b98756",
  indigo: "2f3a73",
  khaki: "a3946a",
  lavender: "b7a6dc",
  lime: "b6dd3c",
  maize: "f2c33d",
  maroon: "5f1a26",
  mocha: "6b4f3f",
  mint: "a5dcc3",
  navy: "1f2c4d",
  obsidian: "20263a",
  olive: "6c6b3a",
  orange: "ee7b30",
  pink: "f0a3b8",
  purple: "6a4c9c",
  red: "c5303a",
  rose: "d98a96",
  royal: "2b4fa8",
  sail: "f1e9d8",
  sand: "d6bf97",
  signal: "f26a1b",
  silver: "c5c9ce",
  slate: "5a6878",
  smoke: "9a9a9d",
  steel: "9ba7b2",
  stone: "b8b1a3",
  tan: "c49a6c",
  teal: "1f8a8c",
  violet: "7d5ba6",
  volt: "d2ef3c",
  white: "f4f4f1",
  wolf: "8a8d91",
  yellow: "f4cb3a",
};

/**
 * For colourways whose words we do not know ("Zyon"). Chosen by the name, so that a product keeps its
 * colours.
 */
const FALLBACKS: readonly Palette[] = [
  ["c4b8a5", "6f6658", "efe9df"],
  ["7f8fa3", "2f3b4c", "e4e8ed"],
  ["a8b29a", "4d5a41", "eef0e8"],
  ["b98f86", "5c3b35", "f2e6e2"],
  ["8d86a6", "3d3656", "e9e6f1"],
  ["d0a96b", "6a4b1e", "f6ecd9"],
];

const HASH_SEED = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

/** FNV-1a: the same text always falls back to the same palette, on every machine. */
function hashOf(text: string): number {
  let hash = HASH_SEED;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), HASH_PRIME);
  return hash >>> 0;
}

/** The colour that a maker's words such as "Light Smoke Grey" say; undefined when we know none of them. */
function colourIn(words: string): string | undefined {
  const list = words
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
  const pairs = list.slice(1).map((word, index) => `${list[index]} ${word}`);
  return [...pairs, ...list.toReversed()].map((name) => COLOURS[name]).find(Boolean);
}

/**
 * The picture's colours from the maker's words, such as "Moss Green/Cream/Gum". Pure and stable: what the
 * words do not
 * say comes from a palette chosen by `name`.
 */
export function paletteOf(colorway: string | null, name: string): Palette {
  const fallback = FALLBACKS[hashOf(name) % FALLBACKS.length] ?? ["c4b8a5", "6f6658", "efe9df"];
  const parts = (colorway ?? "").replace(/\boff-white\b/gi, "off white").split(/[/,-]/);
  const found = [...new Set(parts.map(colourIn).filter((colour) => colour !== undefined))];
  return [found[0] ?? fallback[0], found[1] ?? fallback[1], found[2] ?? fallback[2]];
}

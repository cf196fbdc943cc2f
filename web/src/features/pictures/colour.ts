/** A colour as six hexadecimal digits, without `#`. */
export type Hex = string;

const channels = (hex: Hex): [number, number, number] => [
  Number.parseInt(hex.slice(0, 2), 16),
  Number.parseInt(hex.slice(2, 4), 16),
  Number.parseInt(hex.slice(4, 6), 16),
];

const toHex = (channel: number): string => Math.round(channel).toString(16).padStart(2, "0");

/** The colour that lies `share` (0 to 1) of the way from one to another. */
export function mix(from: Hex, to: Hex, share: number): Hex {
  const [a, b] = [channels(from), channels(to)];
  return a.map((channel, index) => toHex(channel + ((b[index] ?? 0) - channel) * share)).join("");
}

/** Towards the shadow, which in a studio is never quite black. */
export const shade = (hex: Hex, share: number): Hex => mix(hex, "0c1118", share);

/** Towards the light. */
export const tint = (hex: Hex, share: number): Hex => mix(hex, "ffffff", share);

/** How light a colour looks, 0 to 1. */
export function lightness(hex: Hex): number {
  const [red, green, blue] = channels(hex);
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

/** How far a colour is from grey, 0 to 1. */
export function vividness(hex: Hex): number {
  const all = channels(hex);
  return (Math.max(...all) - Math.min(...all)) / 255;
}

/** A small whole number that belongs to these colours, so that two products rarely wear the same pattern. */
export const chance = (colours: readonly Hex[], sides: number): number =>
  [...colours.join("")].reduce((sum, digit) => (sum * 31 + digit.charCodeAt(0)) % 9973, 7) % sides;

import type { Hex } from "./colour.ts";
import { cards } from "./drawings/cards.ts";
import { gameConsole } from "./drawings/console.ts";
import { handbag } from "./drawings/handbag.ts";
import { jacket } from "./drawings/jacket.ts";
import { parcel } from "./drawings/parcel.ts";
import { sneaker } from "./drawings/sneaker.ts";
import { watch } from "./drawings/watch.ts";
import { type Drawing, type Ground, photograph } from "./studio.ts";

const DRAWINGS: Readonly<Record<string, Drawing>> = {
  sneakers: sneaker,
  watches: watch,
  handbags: handbag,
  "trading-cards": cards,
  consoles: gameConsole,
  jackets: jacket,
};

const CATEGORY = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const CATEGORY_LENGTH_MAX = 60;
const FILE = /^([0-9a-f]{6})-([0-9a-f]{6})-([0-9a-f]{6})\.svg$/;

/**
 * The picture at `/pictures/<category>/<file>`, or null when the address is none of ours.
 * A category without a drawing of its own gets a plain box. Nothing of the address but its colours reaches the SVG.
 */
export function pictureAt(category: string, file: string, ground: Ground): string | null {
  const colours = FILE.exec(file);
  if (!colours || category.length > CATEGORY_LENGTH_MAX || !CATEGORY.test(category)) return null;
  const [, body, accent, detail] = colours as unknown as [string, Hex, Hex, Hex];
  const draw = Object.hasOwn(DRAWINGS, category) ? DRAWINGS[category] : undefined;
  return photograph(draw ?? parcel, { body, accent, detail }, ground);
}

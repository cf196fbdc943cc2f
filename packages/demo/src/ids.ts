import { wordsOf } from "./random.ts";

/**
 * The story's ids carry times of the year 2024, not of `now`: they are the same on every run,
 * sort in the order of the story, and come before every id that the product makes itself.
 */
const STORY_YEAR_STARTS = Date.UTC(2024, 0, 1);

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

/**
 * A UUIDv7 made from a name alone. `offset` (milliseconds, 0 to one year) is its place in the story;
 * things of one kind that share an offset are told apart by their names.
 */
export function storyId(name: string, offset = 0): string {
  const [a, b, c] = wordsOf(name);
  const time = hex(STORY_YEAR_STARTS + Math.floor(offset), 12);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${hex(a >>> 20, 3)}`,
    hex(0x8000 | (a & 0x3fff), 4),
    hex(b, 8) + hex(c >>> 16, 4),
  ].join("-");
}

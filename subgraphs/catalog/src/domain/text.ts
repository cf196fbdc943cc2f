import { ok, type Result, refuse } from "@outcry/kernel";

/**
 * Characters that cannot be stored (NUL, half of a surrogate pair), or that hide or reorder what is shown:
 * controls,
 * text direction overrides, invisible formats. The two joiners (U+200C, U+200D) stay: scripts and emoji
 * need them.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;
const UNSEEN_MESSAGE = "contains characters that cannot be seen.";

const lengthOf = (text: string): number => [...text].length;

function bounded(text: string, least: number, most: number): Result<string, string> {
  if (UNSEEN.test(text.replaceAll("\n", ""))) return refuse(UNSEEN_MESSAGE);
  const length = lengthOf(text);
  if (length < least)
    return refuse(least === 1 ? "must not be empty." : `must have at least ${least} characters.`);
  return length > most ? refuse(`must have at most ${most.toLocaleString("en-US")} characters.`) : ok(text);
}

/** Reads one line: composed (NFC), trimmed, runs of blanks made one. Refuses with the rest of a sentence. */
export const readLine = (text: string, least: number, most: number): Result<string, string> =>
  bounded(
    text
      .normalize("NFC")
      .trim()
      .replace(/[ \t\u00a0]+/g, " "),
    least,
    most,
  );

/** Reads several lines of plain text. Refuses with the rest of a sentence. */
export const readText = (text: string, most: number): Result<string, string> =>
  bounded(text.normalize("NFC").replace(/\r\n?/g, "\n").replaceAll("\t", " ").trim(), 0, most);

/**
 * Letters and digits only, without accents, lower case, words parted by one blank: what searching compares.
 */
export const searchable = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const SLUG_LENGTH_MAX = 120;

/**
 * A readable handle: "Brisk & Bower" becomes "brisk-and-bower". Empty when the text has no Latin letter or
 * digit.
 */
export const slugOf = (text: string): string =>
  searchable(text.replaceAll("&", " and "))
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_LENGTH_MAX)
    .replace(/^-+|-+$/g, "");

export const isSlug = (text: string): boolean =>
  text.length <= SLUG_LENGTH_MAX && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

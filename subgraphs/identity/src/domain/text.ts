import { ok, type Result, refuse } from "@outcry/kernel";

/**
 * Characters that cannot be stored (NUL, half of a surrogate pair), or that hide or reorder what is shown:
 * controls,
 * text direction overrides, invisible formats. The two joiners (U+200C, U+200D) stay: scripts and emoji
 * need them.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;

export const hasUnseen = (text: string): boolean => UNSEEN.test(text);

/** Reads one line: composed (NFC), trimmed, runs of blanks made one. Refuses with the rest of a sentence. */
export function readLine(text: string, least: number, most: number): Result<string, string> {
  const line = text
    .normalize("NFC")
    .trim()
    .replace(/[ \t\u00a0]+/g, " ");
  if (hasUnseen(line)) return refuse("contains characters that cannot be seen.");
  const length = [...line].length;
  if (length < least)
    return refuse(least === 1 ? "must not be empty." : `must have at least ${least} characters.`);
  return length > most ? refuse(`must have at most ${most} characters.`) : ok(line);
}

import { invariant } from "@outcry/kernel";

/** Crockford's base 32: no I, L, O or U, so that a number survives being read aloud (crockford.com/base32.html). */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BITS_PER_LETTER = 5n;
const LETTERS = 8;
/** The part of a UUID that is random in version 7: its last 40 bits. */
const HEX_DIGITS = 10;

/** The readable number of an order, such as `OC-7F3K-92QD`, made from its id. Throws when the id is no UUID. */
export function orderNumberOf(orderId: string): string {
  const digits = orderId.slice(-HEX_DIGITS);
  invariant(/^[0-9a-f]{10}$/i.test(digits), "An order's id is a UUID.");
  let rest = BigInt(`0x${digits}`);
  let letters = "";
  for (let index = 0; index < LETTERS; index += 1) {
    letters = ALPHABET.charAt(Number(rest & 31n)) + letters;
    rest >>= BITS_PER_LETTER;
  }
  return `OC-${letters.slice(0, LETTERS / 2)}-${letters.slice(LETTERS / 2)}`;
}

/**
 * A number as somebody typed it: any case, with the letters that are easily taken for others put right. Null when it can be
 * no order's.
 */
export function readOrderNumber(typed: string): string | null {
  const letters = typed.trim().toUpperCase().replace(/^OC-/, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return /^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(letters) ? `OC-${letters}` : null;
}

import { isAscii } from "node:buffer";

/** Bytes of characters beyond ASCII, read as if each were a character. */
const BEYOND_ASCII = /[\x80-\xff]+/g;
const CONTINUATION = 0x80;
const CONTINUATION_MASK = 0xc0;
const BITS = 0x3f;
/** The first bytes of U+0080 to U+00FF, which are a byte each in the engine's strings. */
const LEADS = [0xc2, 0xc3];

/** Of shorter texts the whole is decoded one by one sooner than it is looked at. */
const LONG_BYTES = 512;

let isLatin1 = true;

function decodeRun(run: string): string {
  let text = "";
  for (let index = 0; index < run.length; index += 2) {
    const lead = run.charCodeAt(index);
    const next = run.charCodeAt(index + 1);
    if (!LEADS.includes(lead) || (next & CONTINUATION_MASK) !== CONTINUATION) {
      isLatin1 = false;
      return "";
    }
    text += String.fromCharCode(((lead & 3) << 6) | (next & BITS));
  }
  return text;
}

/**
 * The text of bytes in UTF-8, as `toString` has it. Node decodes ASCII sixteen bytes at a time, but all of a text one by one as soon
 * as there is an é in it; most texts of ours have one, and nothing beyond Latin-1, and take half the time this way.
 */
export function textOf(bytes: Buffer, length: number): string {
  if (length < LONG_BYTES) return bytes.toString("utf8", 0, length);
  const whole = bytes.length === length ? bytes : bytes.subarray(0, length);
  if (isAscii(whole)) return whole.toString("latin1");
  isLatin1 = true;
  const text = whole.toString("latin1").replace(BEYOND_ASCII, decodeRun);
  return isLatin1 ? text : whole.toString("utf8");
}

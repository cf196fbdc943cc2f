/** Shorter texts go to the socket in one piece with their headers, which is cheaper still. */
const CHARACTERS_MIN = 4 * 1024;
const BYTES_PER_CHARACTER_MAX = 3;
const scratch = Buffer.allocUnsafeSlow(1024 * 1024);

/** What is sent: a text, or its bytes in UTF-8. */
export type Body = string | Buffer;

/**
 * A long text as bytes, made in one pass. The engine would first count them, then join the text with its headers, and
 * only then write; of an answer that several requests share, each time again.
 */
export function bytesOf(text: string): Body {
  const { length } = text;
  if (length < CHARACTERS_MIN) return text;
  if (length * BYTES_PER_CHARACTER_MAX > scratch.length) return Buffer.from(text);
  return Buffer.from(scratch.subarray(0, scratch.write(text, "utf8")));
}

export const lengthOf = (body: Body): number =>
  typeof body === "string" ? Buffer.byteLength(body) : body.length;

/** RFC 6455: a whole message (FIN) of text. */
const TEXT = 0x81;
/** Lengths up to 125 stand in the second byte; 126 and 127 say that two or eight bytes with the length follow. */
const LENGTH_IN_TWO_BYTES = 126;
const LENGTH_IN_EIGHT_BYTES = 127;
const TWO_BYTES_MAX = 0xffff;

/** What stands before the payload in every message of one subscription. */
export const openingOf = (id: string): Buffer =>
  Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
const CLOSING = "}".charCodeAt(0);

/** A `next` message as one WebSocket frame, unmasked as servers send it. */
export function nextFrame(opening: Buffer, payload: Buffer): Buffer {
  const length = opening.length + payload.length + 1;
  const header = length < LENGTH_IN_TWO_BYTES ? 2 : length <= TWO_BYTES_MAX ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = TEXT;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = LENGTH_IN_TWO_BYTES;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_IN_EIGHT_BYTES;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  opening.copy(frame, header);
  payload.copy(frame, header + opening.length);
  frame[header + length - 1] = CLOSING;
  return frame;
}

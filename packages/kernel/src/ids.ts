import { v7, validate } from "uuid";

const BYTES_PER_ID = 16;
/** Asking the system for randomness costs more than all else about an id, so it is asked for 256 ids at once. */
const pool = new Uint8Array(BYTES_PER_ID * 256);
let used = pool.length;

function nextBytes(): Uint8Array {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += BYTES_PER_ID;
  return pool.subarray(used - BYTES_PER_ID, used);
}

const SEQUENCE_MAX = 0xffffffff;
let millisecond = 0;
let sequence = 0;

/**
 * A UUIDv7 (RFC 9562): ordered by the millisecond it was made in, and within one process also inside of that (a counter
 * seeded at random, the RFC's method 1). Never a secret.
 */
export function newId(): string {
  const random = nextBytes();
  const now = Date.now();
  if (now > millisecond) {
    millisecond = now;
    // Half of its range is left to count in.
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1;
  } else if (sequence === SEQUENCE_MAX) {
    millisecond += 1;
    sequence = 0;
  } else {
    sequence += 1;
  }
  return v7({ random, msecs: millisecond, seq: sequence });
}

/** True for any RFC 9562 UUID; ids that arrive from outside are checked with it before they reach a query. */
export const isId = (text: string): boolean => validate(text);

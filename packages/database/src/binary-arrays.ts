/**
 * Arrays in PostgreSQL's binary format (`array_recv` in src/backend/utils/adt/arrayfuncs.c, and the `recv` function of each
 * type). Reading one value of an array's text costs the server about a microsecond, which in a batch of wide rows is more
 * than inserting them; reading its bytes costs next to nothing.
 */
type Writer<Value> = Readonly<{
  /** The element type's OID, which is the same in every PostgreSQL. */
  oid: number;
  /** The most bytes that a value takes. */
  sizeOf: (value: Value) => number;
  /** Writes a value's bytes and returns where they end. */
  write: (bytes: Buffer, at: number, value: Value) => number;
}>;

const TWO_TO_THE_32 = 2 ** 32;
/** PostgreSQL counts microseconds from the year 2000. */
const MILLISECONDS_TO_2000 = Date.UTC(2000, 0, 1);

// Bytes are written one by one: node's own writers check what they are given each time, and there are thousands of values.
function writeInt32(bytes: Buffer, at: number, value: number): number {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
  return at + 4;
}

/** A whole number within 2^53, as 64 bits. Twice as fast as by way of a bigint. */
function writeWhole(bytes: Buffer, at: number, value: number): number {
  writeInt32(bytes, at, Math.floor(value / TWO_TO_THE_32));
  return writeInt32(bytes, at + 4, value >>> 0);
}

/** What each character of a UUID stands for; 255 for those that are no digit. */
const DIGITS = new Uint8Array(128).fill(255);
for (const [digit, character] of [..."0123456789abcdef"].entries()) {
  DIGITS[character.charCodeAt(0)] = digit;
  DIGITS[character.toUpperCase().charCodeAt(0)] = digit;
}
const HYPHEN = "-".charCodeAt(0);
const UUID_BYTES = 16;

function writeUuid(bytes: Buffer, at: number, text: string): number {
  let written = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === HYPHEN) continue;
    const high = DIGITS[code] ?? 255;
    index += 1;
    const low = DIGITS[text.charCodeAt(index)] ?? 255;
    if (high === 255 || low === 255 || written === UUID_BYTES) throw new TypeError("This is not a UUID.");
    bytes[at + written] = (high << 4) | low;
    written += 1;
  }
  if (written !== UUID_BYTES) throw new TypeError("This is not a UUID.");
  return at + UUID_BYTES;
}

const SHORT = 64;
const ASCII_MAX = 127;
/** UTF-8 takes at most three bytes for each of a string's 16-bit units. */
const UTF8_BYTES_MAX = 3;

/** Most texts are short words in ASCII: writing those byte by byte is quicker than asking the runtime to. */
function writeText(bytes: Buffer, at: number, text: string): number {
  if (text.length <= SHORT) {
    let index = 0;
    for (; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > ASCII_MAX) break;
      bytes[at + index] = code;
    }
    if (index === text.length) return at + index;
  }
  return at + bytes.write(text, at, "utf8");
}

function assertInt32(value: number): number {
  if ((value | 0) !== value) throw new RangeError("This is not a whole number of 32 bits.");
  return value;
}

const fixed = (size: number) => () => size;

const WRITERS = {
  bool: {
    oid: 16,
    sizeOf: fixed(1),
    write: (bytes, at, value) => {
      bytes[at] = value ? 1 : 0;
      return at + 1;
    },
  } satisfies Writer<boolean>,
  uuid: { oid: 2950, sizeOf: fixed(UUID_BYTES), write: writeUuid } satisfies Writer<string>,
  text: {
    oid: 25,
    sizeOf: (value) => value.length * UTF8_BYTES_MAX,
    write: writeText,
  } satisfies Writer<string>,
  int4: {
    oid: 23,
    sizeOf: fixed(4),
    write: (bytes, at, value) => writeInt32(bytes, at, assertInt32(value)),
  } satisfies Writer<number>,
  int8: {
    oid: 20,
    sizeOf: fixed(8),
    write: (bytes, at, value) =>
      typeof value === "number" ? writeWhole(bytes, at, value) : bytes.writeBigInt64BE(value, at),
  } satisfies Writer<number | bigint>,
  float8: {
    oid: 701,
    sizeOf: fixed(8),
    write: (bytes, at, value) => bytes.writeDoubleBE(value, at),
  } satisfies Writer<number>,
  timestamptz: {
    oid: 1184,
    sizeOf: fixed(8),
    write: (bytes, at, value) => writeWhole(bytes, at, (value.getTime() - MILLISECONDS_TO_2000) * 1_000),
  } satisfies Writer<Date>,
};

/** The element types there are. */
export type ElementType = keyof typeof WRITERS;
type ValueOf<Type extends ElementType> = Parameters<(typeof WRITERS)[Type]["write"]>[2] | null;

/** A parameter that is sent to the server as it is, in its binary format. */
export class BinaryArray {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** A column: the type of its elements, and which part of a row it holds. */
export type BinaryColumn<Row> = Readonly<{ type: ElementType; of: (row: Row) => unknown }>;

/** Names a column's element type and its part of a row, checked against each other. */
export const column = <Row, Type extends ElementType>(
  type: Type,
  of: (row: Row) => ValueOf<Type>,
): BinaryColumn<Row> => ({ type, of });

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/** One array of a column's values. Throws TypeError or RangeError when a value does not fit its type. */
function arrayOf<Row>(rows: readonly Row[], { type, of }: BinaryColumn<Row>): BinaryArray {
  const { oid, sizeOf, write } = WRITERS[type] as Writer<unknown>;
  const values: unknown[] = [];
  let size = HEADER_BYTES;
  let nulls = 0;
  for (const row of rows) {
    const value = of(row);
    values.push(value);
    size += LENGTH_BYTES;
    if (value === null) nulls = 1;
    else size += sizeOf(value);
  }
  const bytes = Buffer.allocUnsafe(size);
  writeInt32(bytes, 0, rows.length === 0 ? 0 : 1); // Dimensions.
  writeInt32(bytes, 4, nulls);
  writeInt32(bytes, 8, oid);
  if (rows.length === 0) return new BinaryArray(bytes.subarray(0, 12));
  writeInt32(bytes, 12, rows.length);
  writeInt32(bytes, 16, 1); // The first element's index.
  let at = HEADER_BYTES;
  for (const value of values) {
    const start = at + LENGTH_BYTES;
    if (value === null) {
      writeInt32(bytes, at, NULL_LENGTH);
      at = start;
    } else {
      const end = write(bytes, start, value);
      writeInt32(bytes, at, end - start);
      at = end;
    }
  }
  return new BinaryArray(bytes.subarray(0, at));
}

/** Rows as one array per column, for `unnest($1::uuid[], $2::text[], ...)`. */
export const binaryColumns = <Row>(
  rows: readonly Row[],
  columns: readonly BinaryColumn<Row>[],
): BinaryArray[] => columns.map((one) => arrayOf(rows, one));

/** Values as one array, for `any($1::uuid[])`. Throws as `binaryColumns` does. */
export const binaryArray = <Type extends ElementType>(
  type: Type,
  values: readonly ValueOf<Type>[],
): BinaryArray => arrayOf(values, { type, of: (value) => value });

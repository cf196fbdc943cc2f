import type { Sql } from "postgres";
import { BinaryArray } from "./binary-arrays.ts";

/** PostgreSQL's int8[], timestamptz[] and bool[]: the driver would declare an array to be of its element's type. */
const ARRAYS: readonly [oid: number, holds: (element: unknown) => boolean][] = [
  [1016, (element) => typeof element === "bigint"],
  [1185, (element) => element instanceof Date],
  [1000, (element) => typeof element === "boolean"],
];

/** No type of ours: the server infers it from the statement. */
const INFERRED = 0;

/**
 * Declares arrays of bigints, instants or booleans to be arrays. Everything else is passed on as it is: what the driver
 * does not know the type of, the server infers.
 */
export const toParameters = (sql: Sql, values: readonly unknown[]): never[] =>
  values.map((value) => {
    if (value instanceof BinaryArray) return sql.typed(value.bytes as never, INFERRED);
    if (!Array.isArray(value)) return value;
    const first: unknown = value.find((element) => element !== null);
    const known = ARRAYS.find(([, holds]) => holds(first));
    return known === undefined ? value : sql.typed(value as never, known[0]);
  }) as never[];

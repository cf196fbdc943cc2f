import type { Sql } from "postgres";
import type { Tx } from "./attempt.ts";
import type { BinaryArray } from "./binary-arrays.ts";
import type { Database } from "./connect.ts";
import { toFault } from "./faults.ts";

/** Where a statement runs: inside a transaction, or on its own. */
export type Runner = Tx | Database;

export type Parameter = string | number | bigint | boolean | Date | null | BinaryArray;

type Client = Pick<Sql, "unsafe">;

/**
 * Runs a constant text as a statement that the server keeps prepared; begin it with its own name in a comment, so that a slow
 * one is found in the logs. drizzle sends its own unprepared: each time a plan and a second round trip. On its own it throws a
 * DatabaseFault when the database is to blame, and a lost connection then means what `lost` says: leave it at "nothing" only
 * for what may be done twice.
 */
export async function runPrepared<Row>(
  on: Runner,
  text: string,
  parameters: readonly Parameter[] = [],
  lost: "nothing" | "unknown" = "nothing",
): Promise<Row[]> {
  const isAlone = "sql" in on;
  const client: Client = isAlone ? on.sql : (on as unknown as { session: { client: Client } }).session.client;
  try {
    return (await client.unsafe(text, parameters as never, { prepare: true })) as unknown as Row[];
  } catch (error) {
    throw (isAlone && toFault(error, lost)) || error;
  }
}

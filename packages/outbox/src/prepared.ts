import { type BinaryArray, type Database, type Tx, toFault } from "@outcry/database";
import type { Sql } from "postgres";

type Value = string | number | bigint | boolean | Date | null;
type Client = Pick<Sql, "unsafe">;

/**
 * Runs a constant text as a statement that the server keeps prepared. drizzle sends its own unprepared: each time a plan and a
 * second round trip, which for what a consumer does all day is most of the cost. Outside a transaction, only for what may be
 * done twice; throws a DatabaseFault when the database is to blame.
 */
export async function runPrepared<Row>(
  on: Tx | Database,
  text: string,
  parameters: readonly (Value | BinaryArray)[] = [],
): Promise<Row[]> {
  const client: Client =
    "sql" in on ? on.sql : (on as unknown as { session: { client: Client } }).session.client;
  try {
    return (await client.unsafe(text, parameters as never, { prepare: true })) as unknown as Row[];
  } catch (error) {
    throw ("sql" in on && toFault(error, "nothing")) || error;
  }
}

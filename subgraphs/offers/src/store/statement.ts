import { type BinaryArray, type Database, DatabaseLostError, type Tx, toFault } from "@outcry/database";
import type { Sql } from "postgres";

/** Where a statement runs: inside a transaction, or on its own. */
export type Runner = Tx | Database;

type Value = string | number | bigint | boolean | Date | null;
type Parameter = Value | BinaryArray;
type Client = Pick<Sql, "unsafe">;

/** What runs on its own only reads, or writes what may be written twice: it is tried again on another connection. */
const TRIES_MAX = 3;

/** drizzle sends raw statements unprepared, which costs a plan and a second round trip each time; its client can do better. */
const clientOfTransaction = (tx: Tx): Client =>
  (tx as unknown as { session: { client: Client } }).session.client;

/** Runs a statement on its own. Throws a DatabaseFault when the database cannot be had. */
async function runAlone(client: Client, text: string, parameters: readonly Parameter[]): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.unsafe(text, parameters as never, { prepare: true });
    } catch (error) {
      const fault = toFault(error, "nothing");
      if (!(fault instanceof DatabaseLostError) || tries >= TRIES_MAX) throw fault ?? error;
    }
  }
}

/**
 * Runs a constant text as a statement that the server keeps prepared. Begin it with its own name in a comment,
 * so that a slow one is found in the logs. Outside a transaction it throws a DatabaseFault when the database cannot be had.
 */
export async function run<Row>(
  on: Runner,
  text: string,
  parameters: readonly Parameter[] = [],
): Promise<Row[]> {
  const rows =
    "sql" in on
      ? await runAlone(on.sql, text, parameters)
      : await clientOfTransaction(on).unsafe(text, parameters as never, { prepare: true });
  return rows as Row[];
}

/** As `run`, but never sent twice: for a statement that writes. A lost connection leaves open whether it did. */
export async function runOnce(on: Runner, text: string, parameters: readonly Parameter[]): Promise<void> {
  const client = "sql" in on ? on.sql : clientOfTransaction(on);
  try {
    await client.unsafe(text, parameters as never, { prepare: true });
  } catch (error) {
    throw toFault(error, "unknown") ?? error;
  }
}

/** Text that means itself in an array: no quotes, commas, braces, blanks, and not the word that stands for nothing. */
const PLAIN = /^[\w.:+-]+$/;
const isPlain = (text: string): boolean => PLAIN.test(text) && text.toUpperCase() !== "NULL";

/** One element, in the notation of arrays. Most are ids and words: those go unquoted, which is less to write, send and read. */
function element(value: Value): string {
  if (typeof value === "string") return isPlain(value) ? value : `"${value.replace(/[\\"]/g, "\\$&")}"`;
  if (value === null) return "NULL";
  return value instanceof Date ? value.toISOString() : String(value);
}

/** An array in PostgreSQL's own notation, so that its type is what the statement says it is. */
export const arrayOf = (values: readonly Value[]): string => `{${values.map(element).join(",")}}`;

/** Rows as one array per column, for `unnest`. */
export const columnsOf = <Row>(rows: readonly Row[], columns: readonly ((row: Row) => Value)[]): string[] =>
  columns.map((column) => arrayOf(rows.map(column)));

import { type Database, DatabaseLostError, type Tx, toFault } from "@outcry/database";
import type { Sql } from "postgres";

/** Where a statement runs: inside a transaction, or on its own. */
export type Runner = Tx | Database;

type Parameter = string | number | bigint | boolean | Date | null;
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

const NEEDS_ESCAPE = /[\\"]/;

/** One element, in the notation of arrays. Few strings need escaping, and looking is cheaper than rewriting. */
function quoted(value: Parameter): string {
  if (typeof value === "string")
    return NEEDS_ESCAPE.test(value) ? `"${value.replace(/[\\"]/g, "\\$&")}"` : `"${value}"`;
  if (value === null) return "NULL";
  return value instanceof Date ? `"${value.toISOString()}"` : String(value);
}

/** An array in PostgreSQL's own notation, so that its type is what the statement says it is. */
export const arrayOf = (values: readonly Parameter[]): string => `{${values.map(quoted).join(",")}}`;

/** Rows as one array per column, for `unnest`. */
export const columnsOf = <Row>(
  rows: readonly Row[],
  columns: readonly ((row: Row) => Parameter)[],
): string[] =>
  columns.map((column) => {
    let text = "{";
    for (const row of rows) text += text === "{" ? quoted(column(row)) : `,${quoted(column(row))}`;
    return `${text}}`;
  });

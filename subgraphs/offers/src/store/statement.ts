import type { Database, Tx } from "@outcry/database";
import type { Sql } from "postgres";

/** Where a statement runs: inside a transaction, or on its own. */
export type Runner = Tx | Database;

type Parameter = string | number | bigint | boolean | Date | null;
type Client = Pick<Sql, "unsafe">;

/** drizzle sends raw statements unprepared, which costs a plan and a second round trip each time; its client can do better. */
const clientOf = (on: Runner): Client =>
  "sql" in on ? on.sql : (on as unknown as { session: { client: Client } }).session.client;

/**
 * Runs a constant text as a statement that the server keeps prepared. Begin it with its own name in a comment,
 * so that a slow one is found in the logs.
 */
export async function run<Row>(
  on: Runner,
  text: string,
  parameters: readonly Parameter[] = [],
): Promise<Row[]> {
  const rows = await clientOf(on).unsafe(text, parameters as never, { prepare: true });
  return rows as unknown as Row[];
}

const quoted = (value: Parameter): string => {
  if (value === null) return "NULL";
  if (typeof value === "string") return `"${value.replace(/[\\"]/g, "\\$&")}"`;
  return value instanceof Date ? `"${value.toISOString()}"` : String(value);
};

/** An array in PostgreSQL's own notation, so that its type is what the statement says it is. */
export const arrayOf = (values: readonly Parameter[]): string => `{${values.map(quoted).join(",")}}`;

/** Rows as one array per column, for `unnest`. */
export const columnsOf = <Row>(
  rows: readonly Row[],
  columns: readonly ((row: Row) => Parameter)[],
): string[] => columns.map((column) => arrayOf(rows.map(column)));

import { getTableColumns } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";

/** A row as a statement that is written by hand returns it, under the columns' own names. */
export type RawRow = Readonly<Record<string, unknown>>;

/** Gives a raw row the names drizzle would give it. The driver reads the values of every type that we use as drizzle does. */
export function rowReader<Table extends PgTable>(table: Table): (raw: RawRow) => Table["$inferSelect"] {
  const names = Object.entries(getTableColumns(table)).map(([key, { name }]) => [key, name] as const);
  return (raw) => Object.fromEntries(names.map(([key, name]) => [key, raw[name]])) as Table["$inferSelect"];
}

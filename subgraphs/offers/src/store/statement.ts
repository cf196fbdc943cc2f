import {
  type BinaryArray,
  DatabaseLostError,
  type Parameter,
  type Runner,
  runPrepared,
} from "@outcry/database";

type Value = Exclude<Parameter, BinaryArray>;

/** What runs on its own here only reads, or writes what may be written twice: it is tried again on another connection. */
const TRIES_MAX = 3;

/** As `runPrepared`; on its own, a few times when the connection is lost. */
export async function run<Row>(
  on: Runner,
  text: string,
  parameters: readonly Parameter[] = [],
): Promise<Row[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await runPrepared<Row>(on, text, parameters);
    } catch (error) {
      const mayTryAgain = "sql" in on && error instanceof DatabaseLostError && tries < TRIES_MAX;
      if (!mayTryAgain) throw error;
    }
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

import { existsSync, readFileSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import { Mistake } from "./stop-with-sentence.ts";

export type Row = Record<string, string>;

/** Reads a CSV file with a header row. Throws a Mistake that names the file and what is missing or broken in it. */
export function readCsv(
  file: string | undefined,
  needed: readonly string[],
  usage: string,
): { rows: Row[]; bytes: Buffer } {
  if (!file) throw new Mistake(`Which file? Use: ${usage}`);
  if (!existsSync(file)) throw new Mistake(`There is no file ${file}.`);
  const bytes = readFileSync(file);
  const rows = parseRows(file, bytes);
  const columns = Object.keys(rows[0] ?? {});
  const missing = needed.filter((column) => !columns.includes(column));
  if (rows.length === 0) throw new Mistake(`${file} has no rows.`);
  if (missing.length > 0)
    throw new Mistake(`${file} lacks ${missing.map((name) => `"${name}"`).join(", ")} in its header row.`);
  return { rows, bytes };
}

function parseRows(file: string, bytes: Buffer): Row[] {
  try {
    return parse<Row>(bytes, { columns: true, skip_empty_lines: true, bom: true, trim: true });
  } catch (error) {
    if (error instanceof CsvError) throw new Mistake(`${file} is not sound CSV: ${error.message}.`);
    throw error;
  }
}

import { ok, type Result, refuse } from "@outcry/kernel";
import { CsvError, parse } from "csv-parse";
import { IMPORT_COLUMNS, type ImportRow } from "../domain/import-row.ts";

export const FILE_BYTES_MAX = 200 * 1_024;
export const FILE_ROWS_MAX = 5_000;

export type ImportFormat = "CSV" | "NDJSON";

/** A row as it was found: its values, or what keeps them from being read at all. */
export type FoundRow = { values: ImportRow; fault?: never } | { fault: string; values?: never };

const REQUIRED = ["brand", "name"] as const;

/** Keeps the columns that an import knows, and only text. */
function valuesOf(record: Readonly<Record<string, unknown>>): ImportRow {
  const text = (value: unknown): string =>
    Array.isArray(value) ? value.map(String).join("|") : value == null ? "" : String(value);
  return Object.fromEntries(IMPORT_COLUMNS.map((column) => [column, text(record[column])]));
}

const missingColumns = (header: readonly string[]): string | null => {
  const missing = REQUIRED.filter((column) => !header.includes(column));
  return missing.length === 0
    ? null
    : `The file has no column ${missing.map((column) => `"${column}"`).join(" and no column ")}.`;
};

const headerName = (name: string): string => name.trim().toLowerCase();

/** What the CSV reader objects to, without the text of the file around it. */
const csvFault = (error: CsvError): string =>
  error.code === "CSV_QUOTE_NOT_CLOSED"
    ? "A quotation mark is opened and never closed."
    : "A quotation mark stands where none may: write it twice, inside a quoted value.";

async function readCsv(data: string): Promise<Result<FoundRow[], string>> {
  const rows: FoundRow[] = [];
  let header: string[] | null = null;
  const parser = parse(data, { bom: true, relax_column_count: true, skip_empty_lines: true });
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (header === null) {
        header = record.map(headerName);
        const missing = missingColumns(header);
        if (missing) return refuse(missing);
        continue;
      }
      if (rows.length >= FILE_ROWS_MAX) return refuse(`A file has at most ${FILE_ROWS_MAX} rows.`);
      const names = header;
      rows.push(
        record.length === names.length
          ? { values: valuesOf(Object.fromEntries(names.map((name, index) => [name, record[index]]))) }
          : { fault: `The row has ${record.length} values; the header has ${names.length}.` },
      );
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (header === null) return refuse(csvFault(error));
    // What follows a stray quotation mark cannot be told apart, so the rows before it stand and this is the last.
    rows.push({ fault: `${csvFault(error)} Nothing after it was read.` });
  }
  return header === null ? refuse("The file is empty.") : ok(rows);
}

function readNdjson(data: string): Result<FoundRow[], string> {
  const lines = data.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) return refuse("The file is empty.");
  if (lines.length > FILE_ROWS_MAX) return refuse(`A file has at most ${FILE_ROWS_MAX} rows.`);
  return ok(lines.map(readJsonLine));
}

function readJsonLine(line: string): FoundRow {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return { fault: "The line is not a JSON object." };
    }
    const nested = Object.entries(value).find(
      ([name, part]) =>
        typeof part === "object" && part !== null && !(name === "sizes" && Array.isArray(part)),
    );
    return nested
      ? { fault: `"${nested[0].slice(0, 40)}" must be a text or a number.` }
      : { values: valuesOf(value as Record<string, unknown>) };
  } catch {
    return { fault: "The line is not JSON." };
  }
}

/** Takes a file apart, row by row. Refuses a file that is no such file at all. */
export async function readFile(format: ImportFormat, data: string): Promise<Result<FoundRow[], string>> {
  if (Buffer.byteLength(data) > FILE_BYTES_MAX)
    return refuse("The file is larger than 200 KB. Send it in parts.");
  return format === "CSV" ? readCsv(data) : readNdjson(data);
}

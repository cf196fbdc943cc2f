import { ok, type Result, refuse } from "@outcry/kernel";
import { CsvError, parse } from "csv-parse/sync";
import { IMPORT_COLUMNS, type ImportRow } from "../domain/import-row.ts";

export const FILE_BYTES_MAX = 200 * 1_024;
export const FILE_ROWS_MAX = 5_000;
const TOO_MANY_ROWS = "A file has at most 5,000 rows. Send it in parts.";

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

const csvRow = (names: readonly string[], record: readonly string[]): FoundRow =>
  record.length === names.length
    ? { values: valuesOf(Object.fromEntries(names.map((name, index) => [name, record[index]]))) }
    : { fault: `The row has ${record.length} values; the header has ${names.length}.` };

function readCsv(data: string): Result<FoundRow[], string> {
  const found: string[][] = [];
  let fault: string | null = null;
  try {
    // Rows are taken one by one as they are read, so that a fault further down does not lose them.
    const onRecord = (record: string[]) => {
      found.push(record);
      return null;
    };
    const to = FILE_ROWS_MAX + 2; // The header, the rows, and one to tell that there are too many.
    parse(data, { bom: true, relax_column_count: true, skip_empty_lines: true, to, on_record: onRecord });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    fault = csvFault(error);
  }
  const [header, ...records] = found;
  if (!header) return refuse(fault ?? "The file is empty.");
  const names = header.map(headerName);
  const missing = missingColumns(names);
  if (missing) return refuse(missing);
  if (records.length > FILE_ROWS_MAX) return refuse(TOO_MANY_ROWS);
  const rows = records.map((record) => csvRow(names, record));
  // What follows a stray quotation mark cannot be told apart, so the rows before it stand and it is the last.
  return ok(fault ? [...rows, { fault: `${fault} Nothing after it was read.` }] : rows);
}

function readNdjson(data: string): Result<FoundRow[], string> {
  const lines = data.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) return refuse("The file is empty.");
  if (lines.length > FILE_ROWS_MAX) return refuse(TOO_MANY_ROWS);
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
export function readFile(format: ImportFormat, data: string): Result<FoundRow[], string> {
  if (Buffer.byteLength(data) > FILE_BYTES_MAX)
    return refuse("The file is larger than 200 KB. Send it in parts.");
  return format === "CSV" ? readCsv(data) : readNdjson(data);
}

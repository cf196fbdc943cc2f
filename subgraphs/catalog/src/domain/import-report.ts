import type { RowProblem } from "./import-row.ts";
import type { NewProduct } from "./product.ts";

export const REPORTED_ERRORS_MAX = 1_000;

/** What became of a row: the first after the header is 1. */
export type ReadRow = Readonly<{ row: number }> &
  ({ product: NewProduct; problems?: never } | { problems: readonly RowProblem[]; product?: never });

export type ImportReport = Readonly<{
  rows: number;
  accepted: number;
  rejected: number;
  errors: { row: number; column: string | null; message: string }[];
}>;

/** Refuses the second and later rows that would make the same product. The first one stands. */
export function refuseRepeats(rows: readonly ReadRow[]): ReadRow[] {
  const firstRow = new Map<string, number>();
  return rows.map((read) => {
    if (!read.product) return read;
    const first = firstRow.get(read.product.slug);
    if (first === undefined) {
      firstRow.set(read.product.slug, read.row);
      return read;
    }
    const message = `Row ${first} has the same brand and name.`;
    return { row: read.row, problems: [{ column: "name", message }] };
  });
}

/** Refuses rows whose product the catalogue has already, by its handle. */
export const refuseTaken = (rows: readonly ReadRow[], taken: ReadonlySet<string>): ReadRow[] =>
  rows.map((read) =>
    read.product && taken.has(read.product.slug)
      ? {
          row: read.row,
          problems: [{ column: "name", message: `The catalogue has it already, as ${read.product.slug}.` }],
        }
      : read,
  );

/** Sums up. All rows are counted; errors are listed up to their bound. */
export function reportOf(rows: readonly ReadRow[]): ImportReport {
  const accepted = rows.filter(({ product }) => product !== undefined).length;
  const errors = rows.flatMap(({ row, problems }) =>
    (problems ?? []).map(({ column, message }) => ({ row, column, message })),
  );
  return {
    rows: rows.length,
    accepted,
    rejected: rows.length - accepted,
    errors: errors.slice(0, REPORTED_ERRORS_MAX),
  };
}

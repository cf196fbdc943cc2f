import { type BinaryArray, type BinaryColumn, binaryColumns } from "./binary-arrays.ts";

/** Columns by the names they have in a statement: what each is called, its type, and which part of a row it holds. */
export type NamedColumns<Row> = Readonly<Record<string, BinaryColumn<Row>>>;

/** How a statement speaks of rows that are sent to it: `insert into shelf (${names}) ${rows}`. */
export type SentRows = Readonly<{ names: string; rows: string }>;

/**
 * Numbers the parameters of several sets of rows, one after the other from `$first` on: `parametersOf` the same columns, in the
 * same order, are what is sent. Each is a `select` of its columns by their names, in the order of the rows. In a list of
 * columns, as here, `unnest` passes each value on; among tables it stores them all first.
 */
export function sentRows<Sets extends Readonly<Record<string, NamedColumns<never>>>>(
  sets: Sets,
  first = 1,
): { [Name in keyof Sets]: SentRows } {
  let number = first;
  const said = Object.entries(sets).map(([set, columns]) => {
    const values = Object.entries(columns).map(
      ([name, { type }]) => `unnest($${number++}::${type}[]) as ${name}`,
    );
    return [set, { names: Object.keys(columns).join(", "), rows: `select ${values.join(", ")}` }];
  });
  return Object.fromEntries(said);
}

/** Rows as one parameter for each of their columns. */
export const parametersOf = <Row>(rows: readonly Row[], columns: NamedColumns<Row>): BinaryArray[] =>
  binaryColumns(rows, Object.values(columns));

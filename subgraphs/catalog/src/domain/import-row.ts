import { type Money, ok, parseDecimal, type Result, refuse } from "@outcry/kernel";
import { plainTextOf } from "./plain-text.ts";
import { type DraftProblem, type NewProduct, readProduct } from "./product.ts";
import { slugOf } from "./text.ts";

/** The columns an import reads; others are passed over. */
export const IMPORT_COLUMNS = [
  "brand",
  "name",
  "description",
  "colorway",
  "category",
  "retail_price",
  "release_date",
  "style_id",
  "sizes",
] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

/** A row of a file: its values as they were written, by column. */
export type ImportRow = Readonly<Partial<Record<ImportColumn, string>>>;

/** What is wrong with a row; `column` is null when it is the row as a whole. */
export type RowProblem = Readonly<{ column: ImportColumn | null; message: string }>;

const COLUMN_OF: Readonly<Record<DraftProblem["property"], ImportColumn>> = {
  name: "name",
  brand: "brand",
  categorySlug: "category",
  slug: "name",
  styleCode: "style_id",
  colorway: "colorway",
  description: "description",
  retailPrice: "retail_price",
  releaseDate: "release_date",
  sizes: "sizes",
};

const QUOTED_LENGTH_MAX = 40;
const quoted = (value: string): string =>
  `"${value.length > QUOTED_LENGTH_MAX ? `${value.slice(0, QUOTED_LENGTH_MAX)}…` : value}"`;

const PRICE_PATTERN = /^\d{1,12}(\.\d{1,2})?$/;

function readPrice(written: string): Result<Money | null, string> {
  if (written === "") return ok(null);
  const message = `${quoted(written)} is not an amount of dollars such as 220 or 219.99.`;
  if (!PRICE_PATTERN.test(written)) return refuse(message);
  const parsed = parseDecimal(written, "USD");
  return parsed.ok ? ok(parsed.value) : refuse(message);
}

/** A day, with or without the time that some exports add to it. */
const DAY_PATTERN = /^(\d{4}-\d{2}-\d{2})([ T]\d{2}:\d{2}(:\d{2})?(\.\d+)?Z?)?$/;

function readDay(written: string): Result<string | null, string> {
  if (written === "") return ok(null);
  const day = DAY_PATTERN.exec(written)?.[1];
  const isReal = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
  return isReal ? ok(day) : refuse(`${quoted(written)} is not a date such as 2026-01-31.`);
}

/** "adidas Samba" by adidas is called "Samba": a product's name does not repeat its brand. */
function nameWithout(brand: string, name: string): string {
  const rest = name.slice(brand.length);
  const repeats = brand !== "" && name.toLowerCase().startsWith(brand.toLowerCase()) && /^\s+\S/.test(rest);
  return repeats ? rest.trim() : name;
}

export type ImportSettings = Readonly<{
  /** Handles of the categories there are. */
  categorySlugs: ReadonlySet<string>;
  /** For rows that name none. */
  defaultCategorySlug: string;
}>;

/** Reads one row. Refuses with everything that is wrong with it, column by column. */
export function readImportRow(row: ImportRow, settings: ImportSettings): Result<NewProduct, RowProblem[]> {
  const value = (column: ImportColumn): string => (row[column] ?? "").trim();
  const problems: RowProblem[] = [];
  const price = readPrice(value("retail_price"));
  if (!price.ok) problems.push({ column: "retail_price", message: price.refusal });
  const day = readDay(value("release_date"));
  if (!day.ok) problems.push({ column: "release_date", message: day.refusal });
  const categorySlug = value("category") === "" ? settings.defaultCategorySlug : slugOf(value("category"));
  if (!settings.categorySlugs.has(categorySlug)) {
    problems.push({ column: "category", message: `There is no category ${quoted(value("category"))}.` });
  }
  const draft = readProduct({
    name: nameWithout(value("brand"), value("name")),
    brand: value("brand"),
    categorySlug,
    slug: null,
    styleCode: value("style_id"),
    colorway: value("colorway"),
    description: plainTextOf(value("description")),
    retailPrice: price.ok ? price.value : null,
    releaseDate: day.ok ? day.value : null,
    sizes: value("sizes")
      .split("|")
      .map((size) => size.trim())
      .filter((size) => size !== ""),
  });
  if (!draft.ok) {
    problems.push(
      ...draft.refusal.map(({ property, message }) => ({ column: COLUMN_OF[property], message })),
    );
  }
  return draft.ok && problems.length === 0 ? ok(draft.value) : refuse(problems);
}

import { and, asc, count, desc, eq, gte, inArray, lte, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Product } from "../domain/product.ts";
import type { Facet, ProductSearch, ProductSort } from "../domain/search.ts";
import { brands, categories, products } from "../tables/index.ts";
import { productColumns, type Reader, selectProducts, toProduct } from "./products.ts";

const FACET_VALUES_MAX = 50;
const BIGINT_PATTERN = /^-?\d{1,19}$/;
const INTEGER_PATTERN = /^-?\d{1,10}$/;
const ID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ANY_PATTERN = /^/;

/** Words become prefixes that must all occur. They are letters and digits only, and travel as a parameter. */
const tsquery = (words: readonly string[]): SQL =>
  sql`to_tsquery('simple', ${words.map((word) => `${word}:*`).join(" & ")})`;

/** Less is more relevant, as a whole number so that it survives the way into a cursor and back. */
const irrelevance = (words: readonly string[]): SQL =>
  sql`(-1000000 * ts_rank(${products.search}, ${tsquery(words)}))::int`;

type Key = Readonly<{
  expression: SQL | AnyPgColumn;
  type: "int" | "bigint" | "text" | "uuid";
  pattern: RegExp;
}>;

const ID: Key = { expression: products.id, type: "uuid", pattern: ID_PATTERN };
const NEWEST: Key = { expression: products.sortNewest, type: "int", pattern: INTEGER_PATTERN };

/** The keys that a sort order compares, all ascending, the last one unique. */
function keysOf(sort: ProductSort, words: readonly string[] | null): readonly Key[] {
  switch (sort) {
    case "RELEVANCE":
      return [{ expression: irrelevance(words ?? []), type: "int", pattern: INTEGER_PATTERN }, ID];
    case "FEATURED":
      return [{ expression: products.sortFeatured, type: "int", pattern: INTEGER_PATTERN }, NEWEST, ID];
    case "NEWEST":
      return [NEWEST, ID];
    case "NAME":
      return [{ expression: products.sortName, type: "text", pattern: ANY_PATTERN }, ID];
    case "RETAIL_PRICE_ASCENDING":
      return [{ expression: products.sortCheapest, type: "bigint", pattern: BIGINT_PATTERN }, ID];
    case "RETAIL_PRICE_DESCENDING":
      return [{ expression: products.sortDearest, type: "bigint", pattern: BIGINT_PATTERN }, ID];
  }
}

function matching(search: ProductSearch): SQL | undefined {
  const { words, categorySlug, brandSlugs, releasedAfter, releasedBefore } = search;
  return and(
    words === null
      ? undefined
      : words.length === 0
        ? sql`false`
        : sql`${products.search} @@ ${tsquery(words)}`,
    categorySlug === null ? undefined : eq(products.categorySlug, categorySlug),
    brandSlugs === null ? undefined : inArray(products.brandSlug, [...brandSlugs]),
    releasedAfter === null ? undefined : gte(products.releaseDate, releasedAfter),
    releasedBefore === null ? undefined : lte(products.releaseDate, releasedBefore),
  );
}

export type ProductListRequest = Readonly<{
  search: ProductSearch;
  sort: ProductSort;
  first: number;
  /** The keys of the last product seen, as `PagedProduct.cursor` gave them. */
  after: readonly string[] | null;
}>;

export type PagedProduct = Readonly<{ product: Product; cursor: string[] }>;

/** True when a cursor's keys have the number and types of this order's. */
export function isCursorOf({ sort, search, after }: ProductListRequest): boolean {
  if (after === null) return true;
  const keys = keysOf(sort, search.words);
  return keys.length === after.length && keys.every(({ pattern }, index) => pattern.test(after[index] ?? ""));
}

/** Up to `first` products and one more, when there is one. `isCursorOf` must have been asked before. */
export async function listProducts(reader: Reader, request: ProductListRequest): Promise<PagedProduct[]> {
  const { search, sort, first, after } = request;
  if (search.words?.length === 0) return [];
  const keys = keysOf(sort, search.words);
  const row = (parts: SQL[]): SQL => sql`(${sql.join(parts, sql`, `)})`;
  const position =
    after === null
      ? undefined
      : sql`${row(keys.map(({ expression }) => sql`${expression}`))} > ${row(
          keys.map(({ type }, index) => sql`${after[index]}::${sql.raw(type)}`),
        )}`;
  const cursor = sql<string[]>`jsonb_build_array(${sql.join(
    keys.map(({ expression }) => sql`(${expression})::text`),
    sql`, `,
  )})`.as("cursor");
  const rows = await reader
    .select({ ...productColumns, cursor })
    .from(products)
    .innerJoin(brands, eq(brands.slug, products.brandSlug))
    .innerJoin(categories, eq(categories.slug, products.categorySlug))
    .where(and(matching(search), position))
    .orderBy(...keys.map(({ expression }) => asc(sql`${expression}`)))
    .limit(first + 1);
  return rows.map((found) => ({ product: toProduct(found), cursor: found.cursor }));
}

export async function countProducts(reader: Reader, search: ProductSearch): Promise<number> {
  const [row] = await reader.select({ count: count() }).from(products).where(matching(search));
  return row?.count ?? 0;
}

/** How the matches spread over brands and categories, most frequent first. */
export async function facetsOf(reader: Reader, search: ProductSearch): Promise<Facet[]> {
  const spread = async (table: typeof brands | typeof categories, column: AnyPgColumn) =>
    reader
      .select({ value: table.slug, label: table.name, count: count() })
      .from(products)
      .innerJoin(table, eq(table.slug, column))
      .where(matching(search))
      .groupBy(table.slug, table.name)
      .orderBy(desc(count()), asc(table.name))
      .limit(FACET_VALUES_MAX);
  const [byBrand, byCategory] = await Promise.all([
    spread(brands, products.brandSlug),
    spread(categories, products.categorySlug),
  ]);
  return [
    { name: "brand", values: byBrand },
    { name: "category", values: byCategory },
  ];
}

/**
 * `%`, `_` and the backslash lose their meaning in a pattern. Letters of `searchable` texts hold none of
 * them.
 */
const escapeLike = (letters: string): string => letters.replace(/[\\%_]/g, (character) => `\\${character}`);

/** Products whose brand and name contain the letters, those that begin with them first. */
export async function productsContaining(reader: Reader, letters: string, most: number): Promise<Product[]> {
  const pattern = escapeLike(letters);
  const begins = sql`${products.searchTitle} like ${`${pattern}%`}`;
  const rows = await selectProducts(reader)
    .where(sql`${products.searchTitle} like ${`%${pattern}%`}`)
    .orderBy(desc(begins), asc(products.sortName), asc(products.id))
    .limit(most);
  return rows.map(toProduct);
}

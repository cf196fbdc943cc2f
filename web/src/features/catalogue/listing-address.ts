import type { ProductSort } from "#web/graph/__generated__/graphql.ts";

/** What a listing shows, as its address says. */
export type ListingAddress = Readonly<{
  query: string;
  category: string | null;
  brands: readonly string[];
  sort: ProductSort | null;
  after: string | null;
}>;

export const SORTS = {
  RELEVANCE: "Best match",
  FEATURED: "Featured",
  NEWEST: "Newest",
  NAME: "Name",
  RETAIL_PRICE_ASCENDING: "Retail price, low first",
  RETAIL_PRICE_DESCENDING: "Retail price, high first",
} as const satisfies Record<ProductSort, string>;

const TEXT_LENGTH_MAX = 200;
const CURSOR_LENGTH_MAX = 500;
const BRANDS_MAX = 50;

export type SearchParameters = Readonly<Record<string, string | string[] | undefined>>;

const one = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? (value[0] ?? "") : (value ?? "");

/** Reads an address. What makes no sense is left out, so that any address shows something. */
export function readListing(parameters: SearchParameters): ListingAddress {
  const sort = one(parameters.sort).toUpperCase();
  const query = one(parameters.q).trim().slice(0, TEXT_LENGTH_MAX);
  const known = Object.hasOwn(SORTS, sort) ? (sort as ProductSort) : null;
  const cursor = one(parameters.after);
  return {
    query,
    category: one(parameters.category) || null,
    brands: [parameters.brand ?? []].flat().filter(Boolean).slice(0, BRANDS_MAX),
    // The graph sorts by relevance only when there is something to be relevant to.
    sort: known === "RELEVANCE" && query === "" ? null : known,
    after: cursor.length > 0 && cursor.length <= CURSOR_LENGTH_MAX ? cursor : null,
  };
}

/** The address of a listing below `path`; a change of what is listed begins at its first page. */
export function writeListing(path: string, { query, category, brands, sort, after }: ListingAddress): string {
  const parameters = new URLSearchParams();
  if (query) parameters.set("q", query);
  if (category) parameters.set("category", category);
  for (const brand of brands) parameters.append("brand", brand);
  if (sort) parameters.set("sort", sort.toLowerCase());
  if (after) parameters.set("after", after);
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

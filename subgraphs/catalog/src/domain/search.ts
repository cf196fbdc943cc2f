import type { Brand, Product } from "./product.ts";
import { searchable } from "./text.ts";

/** More words than this add nothing but work. */
const WORDS_MAX = 12;

export type ProductSort =
  | "RELEVANCE"
  | "FEATURED"
  | "NEWEST"
  | "NAME"
  | "RETAIL_PRICE_ASCENDING"
  | "RETAIL_PRICE_DESCENDING";

/** What a list of products is narrowed by. */
export type ProductSearch = Readonly<{
  /**
   * Null when nothing was looked for; empty when what was typed has no letter or digit, which nothing
   * matches.
   */
  words: readonly string[] | null;
  categorySlug: string | null;
  brandSlugs: readonly string[] | null;
  releasedAfter: string | null;
  releasedBefore: string | null;
}>;

/** The words somebody looks for, cut like the texts they are compared with; null when they typed nothing. */
export function searchWords(typed: string | null): string[] | null {
  if (typed === null || typed.trim() === "") return null;
  return searchable(typed).split(" ").filter(Boolean).slice(0, WORDS_MAX);
}

/** The order a list is given in: relevance needs words to be relevant to. */
export const effectiveSort = (asked: ProductSort | null, words: readonly string[] | null): ProductSort =>
  words === null ? (asked === "RELEVANCE" ? "FEATURED" : (asked ?? "FEATURED")) : (asked ?? "RELEVANCE");

/** How matches spread over one property. */
export type Facet = Readonly<{ name: string; values: { value: string; label: string; count: number }[] }>;

/** What somebody may have meant: a brand or a product. */
export type Suggestion = Readonly<{ text: string; product: Product | null; brand: Brand | null }>;

/**
 * Brands before products; what begins with the typed letters before what only contains them; then by name.
 */
export function rankSuggestions(typed: string, found: readonly Suggestion[], most: number): Suggestion[] {
  const letters = searchable(typed);
  const rank = ({ text, brand }: Suggestion): number => {
    const candidate = searchable(text);
    const place = candidate.startsWith(letters) ? 0 : ` ${candidate}`.includes(` ${letters}`) ? 2 : 4;
    return place + (brand ? 0 : 1);
  };
  return found
    .map((suggestion) => ({ suggestion, rank: rank(suggestion) }))
    .sort((left, right) => left.rank - right.rank || (left.suggestion.text < right.suggestion.text ? -1 : 1))
    .slice(0, most)
    .map(({ suggestion }) => suggestion);
}

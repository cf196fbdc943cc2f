import { BadUserInputError, readPageRequest, toConnection } from "@outcry/service";
import type { QueryResolvers } from "../__generated__/resolvers.ts";
import { effectiveSort, searchWords } from "../domain/search.ts";
import { isSlug } from "../domain/text.ts";

const QUERY_LENGTH_MAX = 200;
const TYPED_LENGTH_MAX = 100;
const SUGGESTIONS_MAX = 20;
const FILTER_BRANDS_MAX = 50;
const TRADABLE_VARIANTS_MAX = 100;

/** Exactly one of two ways to name a thing. `@oneOf` does not compose, so this is its stand-in. */
function exactlyOne(id: string | null | undefined, slug: string | null | undefined): void {
  if ((id == null) === (slug == null)) throw new BadUserInputError("Give exactly one of `id` and `slug`.");
}

function bounded(name: string, text: string | null, most: number): string | null {
  if (text !== null && text.length > most) {
    throw new BadUserInputError(`\`${name}\` has at most ${most} characters.`);
  }
  return text;
}

const products: QueryResolvers["products"] = async (_root, { query, filter, sort, ...page }, { loaders }) => {
  const request = readPageRequest(page);
  const brandSlugs = filter?.brandSlugs ?? null;
  if (brandSlugs && brandSlugs.length > FILTER_BRANDS_MAX) {
    throw new BadUserInputError(`\`brandSlugs\` has at most ${FILTER_BRANDS_MAX} entries.`);
  }
  const words = searchWords(bounded("query", query ?? null, QUERY_LENGTH_MAX));
  const categorySlug = filter?.categorySlug ?? null;
  const search = {
    // A category that cannot exist is one that nothing is in.
    words: categorySlug !== null && !isSlug(categorySlug) ? [] : words,
    categorySlug,
    brandSlugs: brandSlugs?.filter(isSlug) ?? null,
    releasedAfter: filter?.releasedAfter ?? null,
    releasedBefore: filter?.releasedBefore ?? null,
  };
  const list = { search, sort: effectiveSort(sort ?? null, words), ...request };
  if (!loaders.isProductCursor(list)) throw new BadUserInputError("`after` is not a cursor of this list.");
  const connection = toConnection(
    await loaders.products(list),
    request,
    ({ cursor }) => cursor,
    ({ product }) => product,
  );
  return { ...connection, search };
};

const stores: QueryResolvers["stores"] = async (_root, args, { loaders }) => {
  const request = readPageRequest(args);
  const [nameKey, id, ...rest] = request.after ?? [];
  const isCursor =
    nameKey !== undefined && id !== undefined && rest.length === 0 && /^[0-9a-f-]{36}$/.test(id);
  if (request.after !== null && !isCursor)
    throw new BadUserInputError("`after` is not a cursor of this list.");
  const after = isCursor ? ([nameKey, id] as const) : null;
  return toConnection(
    await loaders.stores({ first: request.first, after }),
    request,
    ({ cursor }) => cursor,
    ({ store }) => store,
  );
};

export const Query: QueryResolvers = {
  products,
  stores,
  product: (_root, { id, slug }, { loaders }) => {
    exactlyOne(id, slug);
    return id == null ? loaders.productBySlug(slug ?? "") : loaders.productById.load(id);
  },
  store: (_root, { id, slug }, { loaders }) => {
    exactlyOne(id, slug);
    return id == null ? loaders.storeBySlug(slug ?? "") : loaders.storeById.load(id);
  },
  autocomplete: (_root, { query, first }, { loaders }) => {
    const { first: most } = readPageRequest({ first }, SUGGESTIONS_MAX);
    return loaders.suggestions(bounded("query", query, TYPED_LENGTH_MAX) ?? "", most);
  },
  categories: (_root, _args, { loaders }) => loaders.allCategories(),
  category: (_root, { slug }, { loaders }) => loaders.categoryBySlug(slug),
  brands: (_root, _args, { loaders }) => loaders.allBrands(),
  tradableVariants: (_root, { ids }, { loaders }) => {
    if (ids.length > TRADABLE_VARIANTS_MAX) {
      throw new BadUserInputError(`\`ids\` has at most ${TRADABLE_VARIANTS_MAX} entries.`);
    }
    return loaders.tradableVariants(ids);
  },
};

import type { Database } from "@outcry/database";
import { isId } from "@outcry/kernel";
import DataLoader from "dataloader";
import type { Brand, Category, Product, TradableVariant, Variant } from "./domain/product.ts";
import { type Facet, type ProductSearch, rankSuggestions, type Suggestion } from "./domain/search.ts";
import type { Store } from "./domain/store.ts";
import { isSlug, searchable, slugOf } from "./domain/text.ts";
import * as lists from "./store/product-lists.ts";
import * as catalog from "./store/products.ts";
import * as shelves from "./store/shelves.ts";
import * as stores from "./store/stores.ts";

const BATCH_MAX = 200;

/** A loader by id; what is no id at all is absent, and never reaches a query. */
const loaderById = <Row extends { id: string }>(load: (ids: readonly string[]) => Promise<Row[]>) =>
  new DataLoader(
    async (ids: readonly string[]): Promise<(Row | null)[]> => {
      const sound = ids.filter(isId);
      const byId = new Map((sound.length > 0 ? await load(sound) : []).map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    },
    // PostgreSQL takes an id in any case and answers in lower case.
    { maxBatchSize: BATCH_MAX, cacheKeyFn: (id) => id.toLowerCase() },
  );

export type ProductPage = Readonly<{
  edges: { cursor: string; node: Product }[];
  nodes: Product[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  /** What the page is a page of: its count and facets are worked out only when somebody asks for them. */
  search: ProductSearch;
}>;

/** Made once per request: a loader's cache must never outlive a request, or be shared between two. */
export function makeLoaders({ db }: Database) {
  const productById = loaderById((ids) => catalog.productsByIds(db, ids));
  const prime = (product: Product): void => {
    productById.prime(product.id, product);
  };
  return {
    productById,
    variantById: loaderById((ids) => catalog.variantsByIds(db, ids)),
    storeById: loaderById((ids) => stores.storesByIds(db, ids)),
    variantsOfProduct: new DataLoader(
      async (ids: readonly string[]) => {
        const byProduct = new Map(ids.map((id): [string, Variant[]] => [id, []]));
        for (const variant of await catalog.variantsOfProducts(db, ids)) {
          byProduct.get(variant.productId)?.push(variant);
        }
        return ids.map((id) => byProduct.get(id) ?? []);
      },
      { maxBatchSize: BATCH_MAX },
    ),
    productCount: new DataLoader(
      async (slugs: readonly string[]) => {
        const counts = await shelves.productCounts(db, slugs);
        return slugs.map((slug) => counts.get(slug) ?? 0);
      },
      { maxBatchSize: BATCH_MAX },
    ),
    async productBySlug(slug: string): Promise<Product | null> {
      const product = isSlug(slug) ? await catalog.productBySlug(db, slug) : null;
      if (product) prime(product);
      return product;
    },
    async products(request: lists.ProductListRequest): Promise<lists.PagedProduct[]> {
      const page = await lists.listProducts(db, request);
      for (const { product } of page) prime(product);
      return page;
    },
    isProductCursor: lists.isCursorOf,
    countProducts: (search: ProductSearch): Promise<number> => lists.countProducts(db, search),
    facetsOf: (search: ProductSearch): Promise<Facet[]> => lists.facetsOf(db, search),
    async suggestions(typed: string, most: number): Promise<Suggestion[]> {
      const letters = searchable(typed);
      if (letters === "") return [];
      const [found, named] = await Promise.all([
        lists.productsContaining(db, letters, most),
        slugOf(typed) === "" ? [] : shelves.brandsContaining(db, slugOf(typed), most),
      ]);
      for (const product of found) prime(product);
      const suggestions: Suggestion[] = [
        ...named.map((brand) => ({ text: brand.name, brand, product: null })),
        ...found.map((product) => ({ text: `${product.brand.name} ${product.name}`, brand: null, product })),
      ];
      return rankSuggestions(typed, suggestions, most);
    },
    allCategories: (): Promise<Category[]> => shelves.allCategories(db),
    categoryBySlug: async (slug: string): Promise<Category | null> =>
      isSlug(slug) ? shelves.categoryBySlug(db, slug) : null,
    allBrands: (): Promise<Brand[]> => shelves.allBrands(db),
    storeBySlug: async (slug: string): Promise<Store | null> =>
      isSlug(slug) ? stores.storeBySlug(db, slug) : null,
    stores: (request: {
      first: number;
      after: readonly [string, string] | null;
    }): Promise<stores.PagedStore[]> => stores.listStores(db, request),
    async tradableVariants(ids: readonly string[]): Promise<TradableVariant[]> {
      const sound = ids.filter(isId);
      return sound.length > 0 ? catalog.tradableVariants(db, catalog.variantIdIn(sound)) : [];
    },
  };
}
export type Loaders = ReturnType<typeof makeLoaders>;

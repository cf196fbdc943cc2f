import type { Tx } from "@outcry/database";
import { isCurrency, type Money } from "@outcry/kernel";
import { eq, getTableColumns, inArray, type SQL } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Palette } from "../domain/palette.ts";
import type { NewProduct, Product, TradableVariant, Variant } from "../domain/product.ts";
import { brands, categories, products, variants } from "../tables/index.ts";

export type Reader = PostgresJsDatabase | Tx;

const { search: _search, ...columns } = getTableColumns(products);

/** A product with the names of its brand and category, which nearly every reader wants. */
export const productColumns = { ...columns, brandName: brands.name, categoryName: categories.name };

type MoneyColumns = { retailMinor: bigint | null; retailCurrency: string | null };

export const toMoney = ({ retailMinor, retailCurrency }: MoneyColumns): Money | null =>
  retailMinor !== null && retailCurrency !== null && isCurrency(retailCurrency)
    ? { minor: retailMinor, currency: retailCurrency }
    : null;

export type ProductRow = {
  [Column in keyof typeof columns]: (typeof products.$inferSelect)[Column];
} & { brandName: string; categoryName: string };

function toPalette(text: string): Palette {
  const [body = "", accent = "", detail = ""] = text.split("-");
  return [body, accent, detail];
}

export const toProduct = (row: ProductRow): Product => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  brand: { slug: row.brandSlug, name: row.brandName },
  category: { slug: row.categorySlug, name: row.categoryName },
  styleCode: row.styleCode,
  colorway: row.colorway,
  description: row.description,
  retailPrice: toMoney(row),
  releaseDate: row.releaseDate,
  palette: toPalette(row.palette),
});

/** The beginning of every query for whole products; a condition, an order and a bound follow. */
export const selectProducts = (reader: Reader) =>
  reader
    .select(productColumns)
    .from(products)
    .innerJoin(brands, eq(brands.slug, products.brandSlug))
    .innerJoin(categories, eq(categories.slug, products.categorySlug))
    .$dynamic();

export async function productsByIds(reader: Reader, ids: readonly string[]): Promise<Product[]> {
  const rows = await selectProducts(reader).where(inArray(products.id, [...ids]));
  return rows.map(toProduct);
}

export async function productBySlug(reader: Reader, slug: string): Promise<Product | null> {
  const [row] = await selectProducts(reader).where(eq(products.slug, slug));
  return row ? toProduct(row) : null;
}

const variantColumns = {
  id: variants.id,
  productId: variants.productId,
  size: variants.size,
  sku: variants.sku,
};

export async function variantsByIds(reader: Reader, ids: readonly string[]): Promise<Variant[]> {
  return reader
    .select(variantColumns)
    .from(variants)
    .where(inArray(variants.id, [...ids]));
}

/** The variants of some products, each product's in order of size. */
export async function variantsOfProducts(reader: Reader, productIds: readonly string[]): Promise<Variant[]> {
  return reader
    .select(variantColumns)
    .from(variants)
    .where(inArray(variants.productId, [...productIds]))
    .orderBy(variants.productId, variants.position);
}

/** Variants as the subgraphs that trade them need to know them; unknown ids are left out. */
export async function tradableVariants(reader: Reader, where: SQL | undefined): Promise<TradableVariant[]> {
  const rows = await reader
    .select({
      variantId: variants.id,
      productId: products.id,
      brandName: brands.name,
      name: products.name,
      size: variants.size,
      categorySlug: products.categorySlug,
      retailMinor: products.retailMinor,
      retailCurrency: products.retailCurrency,
      releaseDate: products.releaseDate,
      tradable: variants.tradable,
      authenticationRequired: categories.authenticationRequired,
    })
    .from(variants)
    .innerJoin(products, eq(products.id, variants.productId))
    .innerJoin(brands, eq(brands.slug, products.brandSlug))
    .innerJoin(categories, eq(categories.slug, products.categorySlug))
    .where(where)
    .orderBy(variants.productId, variants.position);
  return rows.map(({ brandName, name, retailMinor, retailCurrency, ...row }) => ({
    ...row,
    productName: `${brandName} ${name}`,
    retailPrice: toMoney({ retailMinor, retailCurrency }),
  }));
}

export const variantIdIn = (ids: readonly string[]): SQL | undefined => inArray(variants.id, [...ids]);
export const productIdIn = (ids: readonly string[]): SQL | undefined => inArray(variants.productId, [...ids]);

/** Handles among these that are taken. */
export async function takenSlugs(reader: Reader, slugs: readonly string[]): Promise<Set<string>> {
  if (slugs.length === 0) return new Set();
  const rows = await reader
    .select({ slug: products.slug })
    .from(products)
    .where(inArray(products.slug, [...slugs]));
  return new Set(rows.map(({ slug }) => slug));
}

export type ProductToRecord = NewProduct &
  Readonly<{ id: string; variantIds: readonly string[]; featuredRank?: number | null }>;

/**
 * Records products with their brands and variants in three statements, however many they are.
 * Returns the ids of those recorded: one whose handle or id was taken meanwhile is left out, with its
 * variants.
 */
export async function recordProducts(tx: Tx, list: readonly ProductToRecord[]): Promise<Set<string>> {
  if (list.length === 0) return new Set();
  const made = new Map(list.map(({ brand }) => [brand.slug, brand]));
  // In one order everywhere, so that two imports of the same brands wait for each other and do not deadlock.
  const newBrands = [...made.values()].sort((left, right) => (left.slug < right.slug ? -1 : 1));
  await tx.insert(brands).values(newBrands).onConflictDoNothing();
  const bySlug = list.toSorted((left, right) => (left.slug < right.slug ? -1 : 1));
  const recorded = await tx
    .insert(products)
    .values(bySlug.map(toRow))
    .onConflictDoNothing()
    .returning({ id: products.id });
  const ids = new Set(recorded.map(({ id }) => id));
  const newVariants = bySlug
    .filter(({ id }) => ids.has(id))
    .flatMap(({ id, variantIds, variants: sizes }) =>
      sizes.map((variant, index) => ({ ...variant, id: variantIds[index] ?? "", productId: id })),
    );
  if (newVariants.length > 0) await tx.insert(variants).values(newVariants);
  return ids;
}

const toRow = (product: ProductToRecord) => ({
  id: product.id,
  slug: product.slug,
  name: product.name,
  brandSlug: product.brand.slug,
  categorySlug: product.categorySlug,
  styleCode: product.styleCode,
  colorway: product.colorway,
  description: product.description,
  retailMinor: product.retailPrice?.minor ?? null,
  retailCurrency: product.retailPrice?.currency ?? null,
  releaseDate: product.releaseDate,
  palette: product.palette.join("-"),
  featuredRank: product.featuredRank ?? null,
  searchTitle: product.searchTitle,
  searchRest: product.searchRest,
  sortName: product.searchTitle,
});

import type { Tx } from "@outcry/database";
import { asc, count, eq, inArray, sql } from "drizzle-orm";
import type { Brand, Category } from "../domain/product.ts";
import { brands, categories, products } from "../tables/index.ts";
import type { Reader } from "./products.ts";

const CATEGORIES_MAX = 500;
const BRANDS_MAX = 500;

const categoryColumns = { slug: categories.slug, name: categories.name };
const brandColumns = { slug: brands.slug, name: brands.name };

export const allCategories = (reader: Reader): Promise<Category[]> =>
  reader.select(categoryColumns).from(categories).orderBy(asc(categories.name)).limit(CATEGORIES_MAX);

export async function categoryBySlug(reader: Reader, slug: string): Promise<Category | null> {
  const [row] = await reader.select(categoryColumns).from(categories).where(eq(categories.slug, slug));
  return row ?? null;
}

/** How many products each of these categories holds; empty ones are left out. */
export async function productCounts(reader: Reader, slugs: readonly string[]): Promise<Map<string, number>> {
  const rows = await reader
    .select({ slug: products.categorySlug, count: count() })
    .from(products)
    .where(inArray(products.categorySlug, [...slugs]))
    .groupBy(products.categorySlug);
  return new Map(rows.map((row) => [row.slug, row.count]));
}

export const allBrands = (reader: Reader): Promise<Brand[]> =>
  reader
    .select(brandColumns)
    .from(brands)
    .orderBy(asc(sql`lower(${brands.name})`), asc(brands.slug))
    .limit(BRANDS_MAX);

/** Brands whose handle contains what was typed, as a handle. */
export const brandsContaining = (reader: Reader, slug: string, most: number): Promise<Brand[]> =>
  reader
    .select(brandColumns)
    .from(brands)
    .where(sql`strpos(${brands.slug}, ${slug}) > 0`)
    .orderBy(sql`strpos(${brands.slug}, ${slug})`, asc(brands.slug))
    .limit(most);

type NewCategory = Category & Readonly<{ authenticationRequired: boolean }>;

/** Records categories; those that exist stay as they are. */
export async function recordCategories(tx: Tx, list: readonly NewCategory[]): Promise<void> {
  const rows = list.map(({ slug, name, authenticationRequired }) => ({ slug, name, authenticationRequired }));
  if (rows.length > 0) await tx.insert(categories).values(rows).onConflictDoNothing();
}

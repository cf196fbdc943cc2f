import { type SQL, sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  foreignKey,
  index,
  integer,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { catalog } from "./schema.ts";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });
const createdAt = () => timestamp("created_at", { withTimezone: true }).notNull().defaultNow();

/**
 * Greater than every real key: what is unknown or not picked sorts last, and a page's position is never
 * null.
 */
const LAST_INTEGER = sql`2147483647`;
const LAST_BIGINT = sql`9223372036854775807`;

export const categories = catalog.table("categories", {
  slug: text().primaryKey(),
  name: text().notNull().unique("category_names_are_unique"),
  /** Whether trades of its products pass through authentication. */
  authenticationRequired: boolean("authentication_required").notNull().default(false),
});

export const brands = catalog.table("brands", {
  slug: text().primaryKey(),
  name: text().notNull(),
});

export const products = catalog.table(
  "products",
  {
    id: uuid().primaryKey(),
    slug: text().notNull().unique("product_slugs_are_unique"),
    name: text().notNull(),
    brandSlug: text("brand_slug").notNull(),
    categorySlug: text("category_slug").notNull(),
    styleCode: text("style_code"),
    colorway: text(),
    description: text(),
    retailMinor: bigint("retail_minor", { mode: "bigint" }),
    retailCurrency: text("retail_currency"),
    releaseDate: date("release_date", { mode: "string" }),
    /** Three colours, as in the address of the picture: "c4b8a5-6f6658-efe9df". */
    palette: text().notNull(),
    featuredRank: integer("featured_rank"),
    searchTitle: text("search_title").notNull(),
    searchRest: text("search_rest").notNull(),
    search: tsvector()
      .notNull()
      .generatedAlwaysAs(
        (): SQL =>
          sql`setweight(to_tsvector('simple', search_title), 'A') || setweight(to_tsvector('simple', search_rest), 'C')`,
      ),
    // Keys of the sort orders: all ascend and none is null, so that a page goes on with one comparison of
    // rows.
    sortFeatured: integer("sort_featured")
      .notNull()
      .generatedAlwaysAs((): SQL => sql`coalesce(featured_rank, ${LAST_INTEGER})`),
    sortNewest: integer("sort_newest")
      .notNull()
      .generatedAlwaysAs((): SQL => sql`coalesce(date '1970-01-01' - release_date, ${LAST_INTEGER})`),
    sortName: text("sort_name").notNull(),
    sortCheapest: bigint("sort_cheapest", { mode: "bigint" })
      .notNull()
      .generatedAlwaysAs((): SQL => sql`coalesce(retail_minor, ${LAST_BIGINT})`),
    sortDearest: bigint("sort_dearest", { mode: "bigint" })
      .notNull()
      .generatedAlwaysAs((): SQL => sql`coalesce(-retail_minor, ${LAST_BIGINT})`),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      name: "product_brand_exists",
      columns: [table.brandSlug],
      foreignColumns: [brands.slug],
    }),
    foreignKey({
      name: "product_category_exists",
      columns: [table.categorySlug],
      foreignColumns: [categories.slug],
    }),
    index("products_by_search").using("gin", table.search),
    index("products_by_category").on(table.categorySlug),
    index("products_by_brand").on(table.brandSlug),
    index("products_by_featured").on(table.sortFeatured, table.sortNewest, table.id),
    index("products_by_newest").on(table.sortNewest, table.id),
    index("products_by_name").on(table.sortName, table.id),
    index("products_by_cheapest").on(table.sortCheapest, table.id),
    index("products_by_dearest").on(table.sortDearest, table.id),
    check("retail_price_is_positive", sql`${table.retailMinor} > 0`),
    check(
      "retail_price_has_a_currency",
      sql`(${table.retailMinor} is null) = (${table.retailCurrency} is null)`,
    ),
    check("palette_is_three_colours", sql`${table.palette} ~ '^[0-9a-f]{6}(-[0-9a-f]{6}){2}$'`),
  ],
);

export const variants = catalog.table(
  "variants",
  {
    id: uuid().primaryKey(),
    productId: uuid("product_id").notNull(),
    size: text(),
    sku: text().notNull().unique("skus_are_unique"),
    position: integer().notNull(),
    tradable: boolean().notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      name: "variant_product_exists",
      columns: [table.productId],
      foreignColumns: [products.id],
    }),
    unique("variants_of_a_product_differ_in_size").on(table.productId, table.size).nullsNotDistinct(),
    unique("variants_of_a_product_differ_in_place").on(table.productId, table.position),
  ],
);

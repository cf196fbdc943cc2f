import { index, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { catalog } from "./schema.ts";

export const stores = catalog.table(
  "stores",
  {
    id: uuid().primaryKey(),
    slug: text().notNull(),
    name: text().notNull(),
    /** What makes two names the same: letters and digits without accents, in lower case. */
    nameKey: text("name_key").notNull(),
    description: text(),
    /** A User of identity. No foreign key: another schema is another service. */
    ownerId: uuid("owner_id").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique("store_slugs_are_unique").on(table.slug),
    unique("store_names_are_unique").on(table.nameKey),
    index("stores_by_name").on(table.nameKey, table.id),
    index("stores_by_owner").on(table.ownerId),
  ],
);

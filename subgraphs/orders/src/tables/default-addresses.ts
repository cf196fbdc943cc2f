import { jsonb, uuid } from "drizzle-orm/pg-core";
import type { Address } from "../domain/address.ts";
import { instant, orders as schema } from "./schema.ts";

/** Where people's parcels go: a copy of what identity announces. */
export const defaultAddresses = schema.table("default_addresses", {
  userId: uuid("user_id").primaryKey(),
  /** Null when they removed it. */
  address: jsonb().$type<Address>(),
  changedAt: instant("changed_at").notNull().defaultNow(),
});

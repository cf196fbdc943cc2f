import type { Database } from "@outcry/database";
import { newId } from "@outcry/kernel";
import type { Doorbell } from "@outcry/outbox";
import type { NewProduct } from "../domain/product.ts";
import type { ProductToRecord } from "../store/products.ts";

/** What commands of catalog work with. */
export type CommandDependencies = Readonly<{ database: Database; doorbell: Doorbell }>;

/** Gives a product and its variants their ids. */
export const withIds = (product: NewProduct): ProductToRecord => ({
  ...product,
  id: newId(),
  variantIds: product.variants.map(newId),
});

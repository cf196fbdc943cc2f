import type { Tx } from "@outcry/database";
import { asc, count, eq, inArray, sql } from "drizzle-orm";
import type { NewStore, Store } from "../domain/store.ts";
import { stores } from "../tables/index.ts";
import type { Reader } from "./products.ts";

const columns = {
  id: stores.id,
  slug: stores.slug,
  name: stores.name,
  description: stores.description,
  ownerId: stores.ownerId,
};

export const storesByIds = (reader: Reader, ids: readonly string[]): Promise<Store[]> =>
  reader
    .select(columns)
    .from(stores)
    .where(inArray(stores.id, [...ids]));

export async function storeBySlug(reader: Reader, slug: string): Promise<Store | null> {
  const [row] = await reader.select(columns).from(stores).where(eq(stores.slug, slug));
  return row ?? null;
}

export type PagedStore = Readonly<{ store: Store; cursor: string[] }>;

/** Up to `first` stores by name and one more, when there is one. */
export async function listStores(
  reader: Reader,
  { first, after }: { first: number; after: readonly [string, string] | null },
): Promise<PagedStore[]> {
  const position =
    after === null ? undefined : sql`(${stores.nameKey}, ${stores.id}) > (${after[0]}, ${after[1]}::uuid)`;
  const rows = await reader
    .select({ ...columns, nameKey: stores.nameKey })
    .from(stores)
    .where(position)
    .orderBy(asc(stores.nameKey), asc(stores.id))
    .limit(first + 1);
  return rows.map(({ nameKey, ...store }) => ({ store, cursor: [nameKey, store.id] }));
}

export async function storesOwnedBy(tx: Tx, ownerId: string): Promise<number> {
  const [row] = await tx.select({ count: count() }).from(stores).where(eq(stores.ownerId, ownerId));
  return row?.count ?? 0;
}

/** Records a store; false when its name or handle is taken. */
export async function recordStore(
  tx: Tx,
  store: NewStore & { id: string; ownerId: string },
): Promise<boolean> {
  const recorded = await tx.insert(stores).values(store).onConflictDoNothing().returning({ id: stores.id });
  return recorded.length === 1;
}

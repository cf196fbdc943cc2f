import type { Database, Tx } from "@outcry/database";
import { eq } from "drizzle-orm";
import { variants } from "../tables/index.ts";

/** Keeps the copy of what catalog announced. */
export async function saveVariant(
  db: Tx | Database["db"],
  variant: { variantId: string; categorySlug: string },
): Promise<void> {
  const { categorySlug } = variant;
  await db
    .insert(variants)
    .values(variant)
    .onConflictDoUpdate({ target: variants.variantId, set: { categorySlug } });
}

export async function categoryOfVariant({ db }: Database, variantId: string): Promise<string | null> {
  const [row] = await db.select().from(variants).where(eq(variants.variantId, variantId));
  return row?.categorySlug ?? null;
}

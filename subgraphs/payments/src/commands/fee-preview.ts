import type { Database, Tx } from "@outcry/database";
import { isId, type Money } from "@outcry/kernel";
import type { ServiceClient } from "@outcry/service";
import { type Fees, quote, type TradeSide } from "../domain/fees.ts";
import { categoryOfVariant, saveVariant } from "../store/variants.ts";

const VARIANT = `query Variant($ids: [ID!]!) { tradableVariants(ids: $ids) { variantId categorySlug } }`;
type Answer = { tradableVariants: { variantId: string; categorySlug: string }[] | null };

/** Keeps what fees depend on. */
export const keepVariant = (
  tx: Tx,
  { variantId, categorySlug }: { variantId: string; categorySlug: string },
) => saveVariant(tx, { variantId, categorySlug });

/**
 * What a trade at this price would cost or pay, by the fees in force now; null for a variant that nobody knows. A variant that
 * our copy lacks is asked for once, so that a product can be traded in the moment it is made.
 */
export async function previewFees(
  { database, catalog, now }: { database: Database; catalog: ServiceClient; now: Date },
  request: { variantId: string; price: Money; side: TradeSide },
): Promise<Fees | null> {
  if (!isId(request.variantId)) return null;
  const categorySlug =
    (await categoryOfVariant(database, request.variantId)) ??
    (await askCatalog(database, catalog, request.variantId));
  return categorySlug === null ? null : quote({ ...request, categorySlug, at: now });
}

async function askCatalog(
  database: Database,
  catalog: ServiceClient,
  variantId: string,
): Promise<string | null> {
  const { tradableVariants } = await catalog.ask<Answer>(VARIANT, { ids: [variantId] });
  const variant = tradableVariants?.find((candidate) => candidate.variantId === variantId);
  if (!variant) return null;
  await saveVariant(database.db, variant);
  return variant.categorySlug;
}

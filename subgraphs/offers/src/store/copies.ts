import type { Database, Runner, Tx } from "@outcry/database";
import type { Money } from "@outcry/kernel";
import { OPEN_ORDERS_MAX } from "../domain/caps.ts";
import { columnsOf, run } from "./statement.ts";

/** A variant as catalog announces it. */
export type VariantCopy = Readonly<{
  variantId: string;
  productId: string;
  productName: string;
  size: string | null;
  categorySlug: string;
  retailPrice: Money | null;
  /** yyyy-mm-dd */
  releaseDate: string | null;
  tradable: boolean;
  authenticationRequired: boolean;
}>;

const KEEP_VARIANTS = `/* keep variants */
  insert into offers.variants (id, product_id, product_name, size, category_slug, retail_minor, retail_currency,
    release_date, tradable, authentication_required)
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::date[],
    $9::boolean[], $10::boolean[])
  on conflict (id) do update
    set product_id = excluded.product_id, product_name = excluded.product_name, size = excluded.size,
        category_slug = excluded.category_slug, retail_minor = excluded.retail_minor,
        retail_currency = excluded.retail_currency, release_date = excluded.release_date, tradable = excluded.tradable,
        authentication_required = excluded.authentication_required`;

/** Keeps what catalog says of variants; the newest word wins. */
export async function keepVariants(on: Runner, variants: readonly VariantCopy[]): Promise<void> {
  await run(
    on,
    KEEP_VARIANTS,
    columnsOf(variants, [
      (it) => it.variantId,
      (it) => it.productId,
      (it) => it.productName,
      (it) => it.size,
      (it) => it.categorySlug,
      (it) => it.retailPrice?.minor ?? null,
      (it) => it.retailPrice?.currency ?? null,
      (it) => it.releaseDate,
      (it) => it.tradable,
      (it) => it.authenticationRequired,
    ]),
  );
}

const KEEP_PAYMENT_METHOD = `/* keep whether a trader has a payment method */
  insert into offers.traders (user_id, has_payment_method) values ($1, $2)
  on conflict (user_id) do update set has_payment_method = excluded.has_payment_method`;

export async function keepPaymentMethod(tx: Tx, userId: string, onFile: boolean): Promise<void> {
  await run(tx, KEEP_PAYMENT_METHOD, [userId, onFile]);
}

const KEEP_VERIFICATION = `/* keep whether a trader is verified */
  insert into offers.traders (user_id, verified) values ($1, $2)
  on conflict (user_id) do update set verified = excluded.verified`;

/** Whoever loses it has whatever they placed meanwhile, which nobody added up: as if it were all they may, so they are counted. */
const LOSE_VERIFICATION = `/* have a trader counted who has caps again */
  update offers.placed_totals set orders = orders + $2 where user_id = $1`;

export async function keepVerification(tx: Tx, userId: string, verified: boolean): Promise<void> {
  await run(tx, KEEP_VERIFICATION, [userId, verified]);
  if (!verified) await run(tx, LOSE_VERIFICATION, [userId, OPEN_ORDERS_MAX]);
}

const KEEP_SUSPENSION = `/* keep until when a trader may not sell */
  insert into offers.traders (user_id, selling_suspended_until) values ($1, $2)
  on conflict (user_id) do update
    set selling_suspended_until = greatest(traders.selling_suspended_until, excluded.selling_suspended_until)`;

/** Keeps what orders says of a seller who repeatedly did not ship; the longest suspension counts, in whatever order they are heard. */
export async function keepSuspension(tx: Tx, userId: string, until: Date): Promise<void> {
  await run(tx, KEEP_SUSPENSION, [userId, until]);
}

const KNOWN_VARIANTS = `/* which variants are known */
  select id from offers.variants where id = any($1::uuid[])`;

/** Those of the ids that are variants we know of, whether they may be traded or not. */
export async function knownVariants(database: Database, ids: readonly string[]): Promise<Set<string>> {
  const rows = await run<{ id: string }>(database, KNOWN_VARIANTS, columnsOf(ids, [(id) => id]));
  return new Set(rows.map(({ id }) => id));
}

import type { Database, Tx } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import type { MarketKey, Order } from "../domain/order.ts";
import { arrayOf, columnsOf, run } from "./statement.ts";

/** A payment that failed, and whose buyer's bids leave their books for it. */
export type PaymentDefault = Readonly<{ tradeId: string; userId: string }>;

const RECORD = `/* record a failed payment */
  with kept as (
    insert into offers.payment_defaults (trade_id, user_id, failed_at) values ($1, $2, clock_timestamp())
    on conflict do nothing returning 1
  ), penniless as (
    insert into offers.traders (user_id, has_payment_method) select $2, false from kept
    on conflict (user_id) do update set has_payment_method = false
  )
  select 1 from kept`;

/**
 * Writes down that a buyer's payment failed, and that they have no way to pay until payments says otherwise. Returns
 * false when it is written down already.
 */
export async function recordPaymentDefault(tx: Tx, { tradeId, userId }: PaymentDefault): Promise<boolean> {
  return (await run(tx, RECORD, [tradeId, userId])).length > 0;
}

/** A batch that was under way when the payment failed may place one more bid: those of this short time are meant too. */
const GRACE = "interval '5 seconds'";

const TO_PAUSE = `/* bids to pause */
  select o.id, o.variant_id, o.currency from offers.payment_defaults d
    join offers.book_orders o on o.user_id = d.user_id and o.side = 'BID' and o.state = 'ACTIVE'
     and o.expires_at > now() and o.created_at <= d.failed_at + ${GRACE}
   where d.trade_id = $1
     and not exists (select from offers.pauses p where p.trade_id = d.trade_id and p.order_id = o.id)
     and ($2::uuid is null or (o.variant_id = $2 and o.currency = $3))
   order by o.variant_id, o.currency, o.id limit $4`;

export type BidToPause = MarketKey & Readonly<{ id: string }>;

/** Bids that a failed payment is to take out of their books, in all of them or in one; each only once for one failure. */
export async function bidsToPause(
  tx: Tx,
  tradeId: string,
  within: MarketKey | null,
  limit: number,
): Promise<BidToPause[]> {
  const rows = await run<{ id: string; variant_id: string; currency: Currency }>(tx, TO_PAUSE, [
    tradeId,
    within?.variantId ?? null,
    within?.currency ?? null,
    limit,
  ]);
  return rows.map(({ id, variant_id, currency }) => ({ id, variantId: variant_id, currency }));
}

const KEEP = `/* keep pauses */
  insert into offers.pauses (trade_id, order_id, variant_id, currency, sequence, paused_at)
  select $5, *, $6 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[])`;

/** Keeps which bids were paused for which default, with the sequences of their markets. */
export async function keepPauses(tx: Tx, tradeId: string, bids: readonly Order[], at: Date): Promise<void> {
  if (bids.length === 0) return;
  await run(tx, KEEP, [
    ...columnsOf(bids, [
      (bid) => bid.id,
      (bid) => bid.variantId,
      (bid) => bid.currency,
      (bid) => bid.closedSequence,
    ]),
    tradeId,
    at,
  ]);
}

const UNSETTLED = `/* failed payments to settle */
  select trade_id from offers.payment_defaults where settled_at is null order by failed_at limit $1`;

/** Trades whose buyer may have bids left to pause, oldest failure first. */
export async function unsettledDefaults(database: Database, limit: number): Promise<string[]> {
  return (await run<{ trade_id: string }>(database, UNSETTLED, [limit])).map(({ trade_id }) => trade_id);
}

const CLAIM = `/* claim a failed payment */
  select 1 from offers.payment_defaults where trade_id = $1 and settled_at is null for update skip locked`;

/** Takes a default on for this transaction; false when it is settled or another has it. */
export async function claimDefault(tx: Tx, tradeId: string): Promise<boolean> {
  return (await run(tx, CLAIM, [tradeId])).length > 0;
}

const SETTLE = `/* settle failed payments */
  update offers.payment_defaults set settled_at = now()
   where trade_id = any($1::uuid[]) and failed_at + 2 * ${GRACE} < now()`;

/** Nothing was left to pause: that settles it, once nothing that was under way then can come any more. */
export async function settleDefault(tx: Tx, tradeId: string): Promise<void> {
  await run(tx, SETTLE, [arrayOf([tradeId])]);
}

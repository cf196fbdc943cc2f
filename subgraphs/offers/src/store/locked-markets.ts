import type { Tx } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import { keyOf } from "../domain/command.ts";
import type { Market } from "../domain/market.ts";
import type { MarketKey } from "../domain/order.ts";
import { columnsOf, run } from "./statement.ts";

/** A market's own row, locked, with what its trades say of the thing traded. */
export type LockedMarket = Readonly<{
  market: Market;
  productId: string;
  categorySlug: string;
  authenticationRequired: boolean;
  tradable: boolean;
  nextExpiryAt: Date | null;
}>;

type Row = {
  variant_id: string;
  currency: Currency;
  product_id: string;
  sequence: bigint;
  ask_pieces: bigint;
  bid_pieces: bigint;
  last_trade_id: string | null;
  last_price_minor: bigint | null;
  previous_price_minor: bigint | null;
  next_expiry_at: Date | null;
  halted: boolean;
  category_slug: string;
  authentication_required: boolean;
  tradable: boolean;
};

const KEY_COLUMNS = [(key: MarketKey) => key.variantId, (key: MarketKey) => key.currency];

// For the rest of the transaction the statements keep their plans: what they are given are arrays, whose lengths would have
// them planned anew each time, which takes longer than running them. ANALYZE has them planned anew as tables grow.
const LOCK = `/* lock markets */
  select m.variant_id, m.currency, m.product_id, m.sequence, m.ask_pieces, m.bid_pieces, m.last_trade_id,
         m.last_price_minor, m.previous_price_minor, m.next_expiry_at, m.halted,
         v.category_slug, v.authentication_required, v.tradable
    from (select set_config('plan_cache_mode', 'force_generic_plan', true)) as planned, offers.markets m
    join offers.variants v on v.id = m.variant_id
    join unnest($1::uuid[], $2::text[]) as wanted (variant_id, currency)
      on wanted.variant_id = m.variant_id and wanted.currency = m.currency
   order by m.variant_id, m.currency
     for update of m`;

const ADD = `/* add markets */
  insert into offers.markets (variant_id, currency, product_id)
  select v.id, wanted.currency, v.product_id
    from unnest($1::uuid[], $2::text[]) as wanted (variant_id, currency)
    join offers.variants v on v.id = wanted.variant_id
   order by v.id, wanted.currency
  on conflict do nothing`;

const toLocked = (row: Row): LockedMarket => ({
  market: {
    variantId: row.variant_id,
    currency: row.currency,
    sequence: Number(row.sequence),
    halted: row.halted,
    bids: [],
    asks: [],
    bidPieces: Number(row.bid_pieces),
    askPieces: Number(row.ask_pieces),
    lastPrice: row.last_price_minor,
    lastTradeId: row.last_trade_id,
    previousPrice: row.previous_price_minor,
  },
  productId: row.product_id,
  categorySlug: row.category_slug,
  authenticationRequired: row.authentication_required,
  tradable: row.tradable,
  nextExpiryAt: row.next_expiry_at,
});

/**
 * Locks markets for the rest of the transaction, always in the same order, so that no two batches wait for each other.
 * A variant's market is made when it is first needed; one of a variant we do not know is missing from the answer.
 */
export async function lockMarkets(tx: Tx, keys: readonly MarketKey[]): Promise<Map<string, LockedMarket>> {
  const locked = await lockExisting(tx, keys);
  const missing = keys.filter((key) => !locked.has(keyOf(key)));
  if (missing.length === 0) return locked;
  const added = await run(tx, `${ADD} returning 1`, columnsOf(missing, KEY_COLUMNS));
  const made = added.length > 0 ? await lockExisting(tx, missing) : new Map<string, LockedMarket>();
  return new Map([...locked, ...made]);
}

async function lockExisting(tx: Tx, keys: readonly MarketKey[]): Promise<Map<string, LockedMarket>> {
  if (keys.length === 0) return new Map();
  const rows = await run<Row>(tx, LOCK, columnsOf(keys, KEY_COLUMNS));
  return new Map(
    rows.map((row) => [keyOf({ variantId: row.variant_id, currency: row.currency }), toLocked(row)]),
  );
}

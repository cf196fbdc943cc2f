import { binaryColumns, column, type Tx } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import { keyOf } from "../domain/command.ts";
import type { Market } from "../domain/market.ts";
import type { MarketKey } from "../domain/order.ts";
import { locksOf, MARKET_NAME } from "./locks.ts";
import { run } from "./statement.ts";

/** What catalog said last of a variant: whether it may be traded, and what its trades say of it. */
export type VariantFacts = Readonly<{
  productId: string;
  categorySlug: string;
  authenticationRequired: boolean;
  tradable: boolean;
}>;

/** A market's own row while nobody else can change it, with what is known of the thing traded. */
export type LockedMarket = Readonly<{ market: Market; variant: VariantFacts; nextExpiryAt: Date | null }>;

export type LockedMarketRow = {
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

export const LOCKED_MARKET_COLUMNS = `m.variant_id, m.currency, m.product_id, m.sequence, m.ask_pieces, m.bid_pieces,
    m.last_trade_id, m.last_price_minor, m.previous_price_minor, m.next_expiry_at, m.halted,
    v.category_slug, v.authentication_required, v.tradable`;

/** What a market is named by, as parameters: `$1::uuid[], $2::text[]`. */
export const MARKET_KEYS = [
  column("uuid", (key: MarketKey) => key.variantId),
  column("text", (key: MarketKey) => key.currency),
];

// An advisory lock costs the server a twentieth of a row's: no row is written, none is read twice. That every change was
// made under it is checked when it is recorded (store/record.ts).
// For the rest of the transaction the statements keep their plans: what they are given are arrays, whose lengths would have
// them planned anew each time, which takes longer than running them. ANALYZE has them planned anew as tables grow.
const LOCK = `/* lock markets */
  select pg_advisory_xact_lock(lock)
    from (select set_config('plan_cache_mode', 'force_generic_plan', true)) as planned,
         (${locksOf("market", MARKET_NAME, "unnest($1::uuid[], $2::text[]) as wanted (variant_id, currency)")}) as locks`;

const READ = `/* read locked markets */
  select ${LOCKED_MARKET_COLUMNS}
    from unnest($1::uuid[], $2::text[]) as wanted (variant_id, currency)
    join offers.markets m on m.variant_id = wanted.variant_id and m.currency = wanted.currency
    join offers.variants v on v.id = m.variant_id`;

const ADD = `/* add markets */
  insert into offers.markets (variant_id, currency, product_id)
  select v.id, wanted.currency, v.product_id
    from unnest($1::uuid[], $2::text[]) as wanted (variant_id, currency)
    join offers.variants v on v.id = wanted.variant_id
   order by v.id, wanted.currency
  on conflict do nothing returning 1`;

export const toLockedMarket = (row: LockedMarketRow): LockedMarket => ({
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
  variant: {
    productId: row.product_id,
    categorySlug: row.category_slug,
    authenticationRequired: row.authentication_required,
    tradable: row.tradable,
  },
  nextExpiryAt: row.next_expiry_at,
});

/**
 * Locks markets for the rest of the transaction, whether they exist already or not, always in the same order, so that no two
 * batches wait for each other. What is read of them in later statements is what the one who had the lock before left.
 */
export async function lockKeys(tx: Tx, keys: readonly MarketKey[]): Promise<void> {
  await run(tx, LOCK, binaryColumns(keys, MARKET_KEYS));
}

/** Makes the markets of variants we know, when they are first needed. True when there is one more than before. */
export async function addMarkets(tx: Tx, keys: readonly MarketKey[]): Promise<boolean> {
  return keys.length > 0 && (await run(tx, ADD, binaryColumns(keys, MARKET_KEYS))).length > 0;
}

async function readMarkets(tx: Tx, keys: readonly MarketKey[]): Promise<Map<string, LockedMarket>> {
  const markets = (await run<LockedMarketRow>(tx, READ, binaryColumns(keys, MARKET_KEYS))).map(
    toLockedMarket,
  );
  return new Map(markets.map((it) => [keyOf(it.market), it]));
}

/** Locks markets and reads them. One of a variant we do not know is missing from the answer. */
export async function lockMarkets(tx: Tx, keys: readonly MarketKey[]): Promise<Map<string, LockedMarket>> {
  if (keys.length === 0) return new Map();
  await lockKeys(tx, keys);
  const locked = await readMarkets(tx, keys);
  const missing = keys.filter((key) => !locked.has(keyOf(key)));
  return (await addMarkets(tx, missing)) ? readMarkets(tx, keys) : locked;
}

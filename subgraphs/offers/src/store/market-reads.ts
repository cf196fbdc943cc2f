import type { Database } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import { keyOf } from "../domain/command.ts";
import type { MarketKey } from "../domain/order.ts";
import type { MarketView, SummaryView } from "../domain/views.ts";
import { arrayOf, columnsOf, run } from "./statement.ts";
import { type TradeRow, toTradeView } from "./trade-reads.ts";

/**
 * The figures of a market row; where an order's time is over and the sweep has not been, from the orders themselves, so
 * that no price is ever shown of an order that nobody can trade with.
 */
const resting = (side: "BID" | "ASK", what: string) => `(
  select ${what} from offers.book_orders o
   where o.variant_id = m.variant_id and o.currency = m.currency and o.side = '${side}'
     and o.state = 'ACTIVE' and o.expires_at > now())`;
const figure = (kept: string, side: "BID" | "ASK", what: string) =>
  `case when m.next_expiry_at <= now() then ${resting(side, what)} else m.${kept} end as ${kept}`;

const TOP = [
  figure("lowest_ask_minor", "ASK", "min(o.price_minor)"),
  figure("highest_bid_minor", "BID", "max(o.price_minor)"),
].join(",\n");
const PIECES = [
  figure("ask_pieces", "ASK", "coalesce(sum(o.remaining), 0)"),
  figure("bid_pieces", "BID", "coalesce(sum(o.remaining), 0)"),
].join(",\n");
const TRADE = `t.id as trade_id, t.product_id, t.price_minor, t.quantity, t.executed_at, t.state, t.sequence as trade_sequence, t.ordinal`;

type LastTradeRow = Omit<TradeRow, "id" | "sequence"> & { trade_id: string | null; trade_sequence: bigint };
type ViewRow = LastTradeRow & {
  variant_id: string;
  currency: Currency;
  sequence: bigint;
  halted: boolean;
  lowest_ask_minor: bigint | null;
  highest_bid_minor: bigint | null;
  ask_pieces: bigint;
  bid_pieces: bigint;
  previous_price_minor: bigint | null;
};

const lastSaleOf = (row: LastTradeRow) =>
  row.trade_id === null ? null : toTradeView({ ...row, id: row.trade_id, sequence: row.trade_sequence });

const toView = (row: ViewRow): MarketView => ({
  variantId: row.variant_id,
  currency: row.currency,
  sequence: Number(row.sequence),
  halted: row.halted,
  lowestAsk: row.lowest_ask_minor,
  highestBid: row.highest_bid_minor,
  askPieces: Number(row.ask_pieces),
  bidPieces: Number(row.bid_pieces),
  lastSale: lastSaleOf(row),
  previousPrice: row.previous_price_minor,
});

const VIEWS = `/* markets as they are */
  select m.variant_id, m.currency, m.sequence, m.halted, m.previous_price_minor, ${TOP}, ${PIECES}, ${TRADE}
    from unnest($1::uuid[], $2::text[], $3::bigint[]) as wanted (variant_id, currency, newer_than)
    join offers.markets m on m.variant_id = wanted.variant_id and m.currency = wanted.currency
                         and m.sequence > wanted.newer_than
    left join offers.trades t on t.id = m.last_trade_id`;

/** Markets with the sequence a reader has seen of each; -1 for none. */
export type Seen = MarketKey & Readonly<{ newerThan: number }>;

/** Those of the markets that changed since the reader saw them, by key. */
export async function marketsNewerThan(
  database: Database,
  seen: readonly Seen[],
): Promise<Map<string, MarketView>> {
  if (seen.length === 0) return new Map();
  const columns = columnsOf(seen, [(it) => it.variantId, (it) => it.currency, (it) => it.newerThan]);
  const rows = await run<ViewRow>(database, VIEWS, columns);
  return new Map(rows.map(toView).map((view) => [keyOf(view), view]));
}

/** Markets as they are, by key. Those that never saw an order are missing. */
export const marketViews = (
  database: Database,
  keys: readonly MarketKey[],
): Promise<Map<string, MarketView>> =>
  marketsNewerThan(
    database,
    keys.map((key) => ({ ...key, newerThan: -1 })),
  );

const SUMMARIES = `/* markets of products at a glance */
  select m.product_id as summarised_id, m.variant_id, m.currency, ${TOP}, ${TRADE}
    from offers.markets m
    left join offers.trades t on t.id = m.last_trade_id
   where m.product_id = any($1::uuid[]) and m.currency = $2
   order by m.product_id, m.variant_id`;

type SummaryRow = LastTradeRow &
  Pick<ViewRow, "variant_id" | "lowest_ask_minor" | "highest_bid_minor"> & {
    summarised_id: string;
  };

function summarise(currency: Currency, rows: readonly SummaryRow[]): SummaryView {
  const best = (
    price: (row: SummaryRow) => bigint | null,
    better: (left: bigint, right: bigint) => boolean,
  ) =>
    rows.reduce<SummaryRow | null>((found, row) => {
      const [there, here] = [found && price(found), price(row)];
      return here !== null && (there === null || better(here, there)) ? row : found;
    }, null);
  const ask = best(
    (row) => row.lowest_ask_minor,
    (left, right) => left < right,
  );
  const bid = best(
    (row) => row.highest_bid_minor,
    (left, right) => left > right,
  );
  const newest = rows
    .filter(({ trade_id }) => trade_id !== null)
    .sort((left, right) => right.executed_at.getTime() - left.executed_at.getTime())[0];
  return {
    currency,
    lowestAsk: ask?.lowest_ask_minor ?? null,
    lowestAskVariantId: ask?.variant_id ?? null,
    highestBid: bid?.highest_bid_minor ?? null,
    highestBidVariantId: bid?.variant_id ?? null,
    lastSale: newest ? lastSaleOf(newest) : null,
    variantIds: rows.map(({ variant_id }) => variant_id),
  };
}

/** The markets of each product at a glance, by product; products without any are missing. */
export async function marketSummaries(
  database: Database,
  productIds: readonly string[],
  currency: Currency,
): Promise<Map<string, SummaryView>> {
  const rows = await run<SummaryRow>(database, SUMMARIES, [arrayOf(productIds), currency]);
  const byProduct = new Map<string, SummaryRow[]>();
  for (const row of rows) {
    const there = byProduct.get(row.summarised_id);
    if (there) there.push(row);
    else byProduct.set(row.summarised_id, [row]);
  }
  return new Map([...byProduct].map(([productId, own]) => [productId, summarise(currency, own)]));
}

import type { Tx } from "@outcry/database";
import type { Currency } from "@outcry/kernel";
import type { MarketKey } from "../domain/order.ts";
import { arrayOf, run } from "./statement.ts";

/** A trade as busting it needs to see it. */
export type TradeToBust = MarketKey &
  Readonly<{
    id: string;
    bidId: string;
    askId: string;
    buyerId: string;
    quantity: number;
    state: "EXECUTED" | "BUSTED";
  }>;

const FIND = `/* find a trade to bust */
  select id, variant_id, currency, bid_id, ask_id, buyer_id, quantity, state from offers.trades where id = $1`;

type Row = {
  id: string;
  variant_id: string;
  currency: Currency;
  bid_id: string;
  ask_id: string;
  buyer_id: string;
  quantity: number;
  state: "EXECUTED" | "BUSTED";
};

/** Read it once to know its market, and again when that is locked. */
export async function findTrade(tx: Tx, tradeId: string): Promise<TradeToBust | null> {
  const [row] = await run<Row>(tx, FIND, [tradeId]);
  if (row === undefined) return null;
  const { id, currency, quantity, state } = row;
  const sides = { bidId: row.bid_id, askId: row.ask_id, buyerId: row.buyer_id };
  return { id, variantId: row.variant_id, currency, ...sides, quantity, state };
}

const STANDING = `/* last sales that stand */
  select id, price_minor from offers.trades
   where variant_id = $1 and currency = $2 and state = 'EXECUTED' and id <> $3
   order by sequence desc, ordinal desc limit 2`;

/** The last two sales of a market that stand without the given one, newest first. */
export async function standingWithout(
  tx: Tx,
  { variantId, currency }: MarketKey,
  tradeId: string,
): Promise<{ id: string; price: bigint }[]> {
  type Sale = { id: string; price_minor: bigint };
  const rows = await run<Sale>(tx, STANDING, [variantId, currency, tradeId]);
  return rows.map(({ id, price_minor }) => ({ id, price: price_minor }));
}

const MARK = `/* mark a trade busted */
  update offers.trades set state = 'BUSTED', defaulted_by = $2, busted_sequence = $3 where id = $1`;

export async function markBusted(
  tx: Tx,
  tradeId: string,
  defaultedBy: "BUYER" | "SELLER",
  sequence: number,
): Promise<void> {
  await run(tx, MARK, [tradeId, defaultedBy, sequence]);
}

/** The busted trade has no sale before it any more; the one after it, and new ones, have another. */
const RELINK = `/* relink the sales around a busted trade */
  with affected as (
    (select a.* from offers.trades b join offers.trades a
        on a.variant_id = b.variant_id and a.currency = b.currency and a.state = 'EXECUTED'
       and (a.sequence, a.ordinal) > (b.sequence, b.ordinal)
      where b.id = $1 order by a.sequence, a.ordinal limit 1)
    union
    select t.* from offers.trades t where t.id = any($2::uuid[])
  ), relinked as (
    select a.id, a.executed_at, ln(a.price_minor::float8 / before.price_minor) as log_return
      from affected a left join lateral (
        select p.price_minor from offers.trades p
         where p.variant_id = a.variant_id and p.currency = a.currency and p.state = 'EXECUTED'
           and (p.sequence, p.ordinal) < (a.sequence, a.ordinal)
         order by p.sequence desc, p.ordinal desc limit 1) before on true
  ), written as (
    update offers.trades t set log_return = r.log_return from relinked r where t.id = r.id
  )
  select executed_at from relinked union select executed_at from offers.trades where id = $1`;

/** Corrects the returns that a bust changed; returns the times of all sales whose candles must be drawn anew. */
export async function relinkSales(tx: Tx, tradeId: string, newTradeIds: readonly string[]): Promise<Date[]> {
  const rows = await run<{ executed_at: Date }>(tx, RELINK, [tradeId, arrayOf(newTradeIds)]);
  return rows.map(({ executed_at }) => executed_at);
}

export type Invariant = Readonly<{ name: string; sql: string }>;

const RESTING = "o.state = 'ACTIVE' and o.expires_at > now()";

/** Sentences that are always true of offers' own tables. Each query returns the rows that break its sentence. */
export const invariants: readonly Invariant[] = [
  {
    name: "I6 filled, remaining and withdrawn add up to the quantity of every bid and ask",
    sql: `select id, quantity, filled, remaining, withdrawn from offers.book_orders
           where quantity <> filled + remaining + withdrawn or (state in ('ACTIVE', 'PAUSED')) <> (remaining > 0)`,
  },
  {
    name: "I6 what is filled of an order is what stands of its trades",
    sql: `select o.id, o.side, o.filled, coalesce(t.traded, 0) as traded
            from offers.book_orders o
            left join (
              select id, sum(quantity) as traded from (
                select bid_id as id, quantity from offers.trades where state = 'EXECUTED'
                union all
                select ask_id, quantity from offers.trades where state = 'EXECUTED') sides
               group by id) t on t.id = o.id
           where o.filled <> coalesce(t.traded, 0)`,
  },
  {
    name: "I6 a trade is between a bid and an ask of its market, of its buyer and its seller",
    sql: `select t.id from offers.trades t
            left join offers.book_orders b on b.id = t.bid_id and b.side = 'BID' and b.user_id = t.buyer_id
            left join offers.book_orders a on a.id = t.ask_id and a.side = 'ASK' and a.user_id = t.seller_id
           where b.id is null or a.id is null
              or (b.variant_id, b.currency) <> (t.variant_id, t.currency)
              or (a.variant_id, a.currency) <> (t.variant_id, t.currency)`,
  },
  {
    name: "I8 a paused bid is in no book, and was taken out of it",
    sql: `select id, side, remaining, closed_sequence from offers.book_orders
           where state = 'PAUSED' and (side <> 'BID' or remaining <= 0 or closed_sequence is null)`,
  },
  {
    name: "I10 no payment failed more than a minute ago without its buyer's other bids being paused",
    sql: "select trade_id, user_id, failed_at from offers.payment_defaults where settled_at is null and failed_at < now() - interval '1 minute'",
  },
  {
    name: "I10 no bust waits for a market that goes on",
    sql: `select w.trade_id, w.heard_at from offers.waiting_busts w
            join offers.markets m on m.variant_id = w.variant_id and m.currency = w.currency
           where not m.halted and w.heard_at < now() - interval '1 minute'
             and not exists (select from offers.market_halts h where h.variant_id = w.variant_id
                              and h.currency = w.currency and h.at > now() - interval '1 minute')`,
  },
  {
    name: "I8 no book is crossed",
    sql: `select o.variant_id, o.currency,
                 max(o.price_minor) filter (where o.side = 'BID') as highest_bid,
                 min(o.price_minor) filter (where o.side = 'ASK') as lowest_ask
            from offers.book_orders o where ${RESTING}
           group by o.variant_id, o.currency
          having max(o.price_minor) filter (where o.side = 'BID') >= min(o.price_minor) filter (where o.side = 'ASK')`,
  },
  {
    name: "I8 a market's row is what its book adds up to",
    sql: `select m.variant_id, m.currency from offers.markets m
            left join (
              select o.variant_id, o.currency,
                     min(o.price_minor) filter (where o.side = 'ASK') as lowest_ask,
                     max(o.price_minor) filter (where o.side = 'BID') as highest_bid,
                     sum(o.remaining) filter (where o.side = 'ASK') as ask_pieces,
                     sum(o.remaining) filter (where o.side = 'BID') as bid_pieces
                from offers.book_orders o where ${RESTING}
               group by o.variant_id, o.currency) book
              on book.variant_id = m.variant_id and book.currency = m.currency
           where coalesce(m.next_expiry_at > now(), true)
             and (m.lowest_ask_minor is distinct from book.lowest_ask
               or m.highest_bid_minor is distinct from book.highest_bid
               or m.ask_pieces <> coalesce(book.ask_pieces, 0) or m.bid_pieces <> coalesce(book.bid_pieces, 0))`,
  },
  {
    name: "I8 a market's last sale is the newest that stands",
    sql: `select m.variant_id, m.currency, m.last_trade_id from offers.markets m
            left join lateral (
              select t.id, t.price_minor from offers.trades t
               where t.variant_id = m.variant_id and t.currency = m.currency and t.state = 'EXECUTED'
               order by t.sequence desc, t.ordinal desc limit 1) last on true
           where m.last_trade_id is distinct from last.id or m.last_price_minor is distinct from last.price_minor`,
  },
  {
    name: "I7 a market's sequence counts its changes without a gap",
    sql: `select m.variant_id, m.currency, m.sequence, count(s.sequence) as changes
            from offers.markets m
            left join (
              select variant_id, currency, placed_sequence as sequence from offers.book_orders
              union
              select variant_id, currency, closed_sequence from offers.book_orders where closed_sequence is not null
              union
              select variant_id, currency, sequence from offers.trades
              union
              select variant_id, currency, busted_sequence from offers.trades where busted_sequence is not null
              union
              select variant_id, currency, sequence from offers.amendments
              union
              select variant_id, currency, sequence from offers.pauses
              union
              select variant_id, currency, sequence from offers.market_halts) s
              on s.variant_id = m.variant_id and s.currency = m.currency
           group by m.variant_id, m.currency, m.sequence
          having m.sequence <> count(s.sequence) or m.sequence <> coalesce(max(s.sequence), 0)`,
  },
  {
    name: "I8 daily candles are what the trades that stand add up to",
    sql: `select coalesce(c.variant_id, t.variant_id) as variant_id, coalesce(c.start, t.start) as start
            from (
              select variant_id, currency, start, sum(volume) as volume, sum(count) as count, sum(turnover) as turnover,
                     max(high_minor) as high_minor, min(low_minor) as low_minor,
                     (array_agg(open_minor order by sequence, ordinal))[1] as open_minor,
                     (array_agg(close_minor order by sequence desc, ordinal desc))[1] as close_minor
                from offers.candles_to_date where interval = 'DAY' group by 1, 2, 3) c
            full join (
              select variant_id, currency, date_trunc('day', executed_at, 'UTC') as start, sum(quantity) as volume,
                     count(*) as count, sum(price_minor * quantity) as turnover, max(price_minor) as high,
                     min(price_minor) as low, (array_agg(price_minor order by sequence, ordinal))[1] as open,
                     (array_agg(price_minor order by sequence desc, ordinal desc))[1] as close
                from offers.trades where state = 'EXECUTED' group by 1, 2, 3) t
              on t.variant_id = c.variant_id and t.currency = c.currency and t.start = c.start
           where (c.volume, c.count, c.turnover, c.high_minor, c.low_minor, c.open_minor, c.close_minor)
                 is distinct from (t.volume, t.count, t.turnover, t.high, t.low, t.open, t.close)`,
  },
  {
    name: "I6 nobody's bid met their own ask",
    sql: "select id from offers.trades where buyer_id = seller_id",
  },
];

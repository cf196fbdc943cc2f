import type { Database } from "@outcry/database";

export type Seed = Readonly<{
  markets: number;
  orders: number;
  traders: number;
  /** When all of `orders` expire: at one instant, the worst there is. */
  expiresAt: Date;
  /** An ordinary stream beside them: one order expires every so many milliseconds until then. */
  ordinaryEvery: number;
}>;

/** Ids that follow each other, as UUIDv7 do. */
const id = (kind: number, number: string) =>
  `('01900000-000${kind}-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

const PEOPLE = (traders: number) => `
  insert into offers.traders (user_id, has_payment_method, verified)
  select ${id(1, "n")}, true, true from generate_series(1, ${traders}) n`;
const VARIANTS = (markets: number) => `
  insert into offers.variants (id, product_id, product_name, size, category_slug, retail_minor, retail_currency,
    release_date, tradable, authentication_required)
  select ${id(2, "n")}, ${id(3, "n / 12")}, 'Bench Runner', '9', 'sneakers', 10000, 'USD', null, true, false
    from generate_series(1, ${markets}) n`;
/** Bids from 80 to 99 dollars and asks from 101 to 120, in turn. */
const ORDERS = (first: number, last: number, { markets, traders }: Seed) => `
  insert into offers.book_orders (id, side, variant_id, currency, user_id, price_minor, quantity, filled, remaining,
    withdrawn, state, priority, placed_sequence, closed_sequence, created_at, expires_at)
  select ${id(4, "n")}, side, ${id(2, `n % ${markets} + 1`)}, 'USD', ${id(1, `n % ${traders} + 1`)},
         case side when 'BID' then 8000 + (place * 7 % 20) * 100 else 10100 + (place * 7 % 20) * 100 end,
         1, 0, 1, 0, 'ACTIVE', place + 1, place + 1, null, now() - interval '30 days', $1::timestamptz
    from generate_series(${first}, ${last}) n,
         lateral (select n / ${markets} as place, case n / ${markets} % 2 when 0 then 'BID' else 'ASK' end as side) it`;
const ORDINARY = ({ ordinaryEvery }: Seed) => `
  with chosen as (
    select distinct on (variant_id) id, variant_id from offers.book_orders order by variant_id, id),
  numbered as (select id, row_number() over (order by md5(id::text)) as n from chosen)
  update offers.book_orders o
     set expires_at = $1::timestamptz - make_interval(secs => c.n * ${ordinaryEvery} / 1000.0)
    from numbered c where c.id = o.id and c.n * ${ordinaryEvery} / 1000.0 < $2`;
const MARKETS = `
  insert into offers.markets (variant_id, currency, product_id, sequence, lowest_ask_minor, highest_bid_minor,
    ask_pieces, bid_pieces, next_expiry_at)
  select o.variant_id, 'USD', v.product_id, max(o.placed_sequence),
         min(o.price_minor) filter (where side = 'ASK'), max(o.price_minor) filter (where side = 'BID'),
         count(*) filter (where side = 'ASK'), count(*) filter (where side = 'BID'), min(o.expires_at)
    from offers.book_orders o join offers.variants v on v.id = o.variant_id
   group by o.variant_id, v.product_id`;

const PIECE = 100_000;

/** Fills a market's tables as if months had gone by. Returns the ids it used. */
export async function seed(
  { sql }: Database,
  wanted: Seed,
): Promise<{ variantIds: string[]; userIds: string[] }> {
  await sql.unsafe(PEOPLE(wanted.traders));
  await sql.unsafe(VARIANTS(wanted.markets));
  for (let first = 0; first < wanted.orders; first += PIECE) {
    const last = Math.min(first + PIECE, wanted.orders) - 1;
    await sql.unsafe(ORDERS(first, last, wanted), [wanted.expiresAt] as never);
  }
  const secondsLeft = (wanted.expiresAt.getTime() - Date.now()) / 1_000;
  await sql.unsafe(ORDINARY(wanted), [wanted.expiresAt, secondsLeft] as never);
  await sql.unsafe(MARKETS);
  await sql.unsafe("analyze");
  await sql.unsafe("checkpoint");
  const ids = async (table: string, column: string): Promise<string[]> =>
    (await sql.unsafe(`select ${column} as id from offers.${table}`)).map((row) => String(row.id));
  return { variantIds: await ids("variants", "id"), userIds: await ids("traders", "user_id") };
}

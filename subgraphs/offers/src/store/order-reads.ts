import type { Database } from "@outcry/database";
import type { MarketKey, Order, OrderState, Side } from "../domain/order.ts";
import { ORDER_COLUMNS, type OrderRow, toOrder } from "./orders.ts";
import { arrayOf, run } from "./statement.ts";

/** Which book an order is in; that never changes. */
export type OrderLocation = MarketKey & Readonly<{ orderId: string }>;

const LOCATE = `/* locate an order */
  select id, variant_id, currency from offers.book_orders where id = $1 and user_id = $2 and side = $3`;

/** Where a person's own order is; null when they have none of this id and side. */
export async function locateOrder(
  database: Database,
  userId: string,
  side: Side,
  orderId: string,
): Promise<OrderLocation | null> {
  const [row] = await run<Pick<OrderRow, "id" | "variant_id" | "currency">>(database, LOCATE, [
    orderId,
    userId,
    side,
  ]);
  return row ? { orderId: row.id, variantId: row.variant_id, currency: row.currency } : null;
}

const OWN_BY_IDS = `/* own orders by id */
  select ${ORDER_COLUMNS} from offers.book_orders where id = any($1::uuid[]) and user_id = $2`;

export async function ownOrdersByIds(
  database: Database,
  userId: string,
  ids: readonly string[],
): Promise<Order[]> {
  const rows = await run<OrderRow>(database, OWN_BY_IDS, [arrayOf(ids), userId]);
  return rows.map(toOrder);
}

/** `after` is the id of the last order seen; ids grow with time. */
export type OrderPage = Readonly<{ userId: string; side: Side; limit: number; after: string | null }>;

const IN_THE_BOOK = "state = 'ACTIVE'";
const OUT_OF_IT = "state <> 'ACTIVE'";

const page = (where: string, condition = "true") => `
  (select ${ORDER_COLUMNS} from offers.book_orders
    where user_id = $1 and side = $2 and ${where} and ${condition}
      and ($4::uuid is null or id < $4)
    order by id desc limit $3)`;

/** The newest of those in the book and of those out of it: each has an index, and there is none of both. */
const newestOf = (name: string, ...pages: readonly string[]) => `/* ${name} */
  select * from (${pages.join(" union all ")}) as mine order by id desc limit $3`;

/** The clock decides what is expired, not the sweep; each state in a text of its own, so that each has its own plan. */
const PAGES: Record<OrderState | "ALL", string> = {
  ALL: newestOf("own orders", page(IN_THE_BOOK), page(OUT_OF_IT)),
  ACTIVE: newestOf("own active orders", page(IN_THE_BOOK, "expires_at > now()")),
  PAUSED: newestOf("own paused orders", page(OUT_OF_IT, "state = 'PAUSED' and expires_at > now()")),
  FILLED: newestOf("own filled orders", page(OUT_OF_IT, "state = 'FILLED'")),
  CANCELLED: newestOf("own cancelled orders", page(OUT_OF_IT, "state = 'CANCELLED'")),
  EXPIRED: newestOf(
    "own expired orders",
    page(IN_THE_BOOK, "expires_at <= now()"),
    page(OUT_OF_IT, "(state = 'EXPIRED' or state = 'PAUSED' and expires_at <= now())"),
  ),
};

/** A person's orders of one side, newest first. */
export async function ownOrders(
  database: Database,
  state: OrderState | null,
  { userId, side, limit, after }: OrderPage,
): Promise<Order[]> {
  const rows = await run<OrderRow>(database, PAGES[state ?? "ALL"], [userId, side, limit, after]);
  return rows.map(toOrder);
}

const PLACES = `/* places in the queue */
  select mine.id, ahead.pieces
    from offers.book_orders mine
    cross join lateral (
      select coalesce(sum(o.remaining), 0) + 1 as pieces
        from offers.book_orders o
       where o.variant_id = mine.variant_id and o.currency = mine.currency and o.side = mine.side
         and o.state = 'ACTIVE' and o.expires_at > now()
         and (o.price_minor = mine.price_minor and o.priority < mine.priority
              or case mine.side when 'BID' then o.price_minor > mine.price_minor else o.price_minor < mine.price_minor end)
    ) ahead
   where mine.id = any($1::uuid[]) and mine.state = 'ACTIVE' and mine.expires_at > now()`;

/** By order, the pieces of better or earlier orders before it, plus one. Orders out of the book are missing. */
export async function placesInQueue(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await run<{ id: string; pieces: bigint }>(database, PLACES, [arrayOf(ids)]);
  return new Map(rows.map(({ id, pieces }) => [id, Number(pieces)]));
}

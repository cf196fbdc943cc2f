import { binaryColumns, column, type Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { runPrepared } from "@outcry/outbox";
import type { DraftOrder } from "../domain/draft.ts";

const OPEN = `/* open orders */
  with draft as materialized (
    select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::bigint[],
      $9::bigint[], $10::bigint[], $11::text[], $12::int[], $13::int[], $14::uuid[], $15::uuid[], $16::int[], $17::bigint[])
      with ordinality as d (id, number, trade_id, state, buyer_id, seller_id, currency, subtotal_minor, shipping_minor,
        total_minor, category_slug, authentication_required, event_count, line_id, variant_id, quantity, unit_price_minor,
        ordinal)
  ), opened as (
    insert into orders.orders (id, number, trade_id, state, buyer_id, seller_id, currency, subtotal_minor, shipping_minor,
      total_minor, category_slug, authentication_required, shipping_address, event_count, created_at, updated_at)
    select d.id, d.number, d.trade_id, d.state, d.buyer_id, d.seller_id, d.currency, d.subtotal_minor, d.shipping_minor,
      d.total_minor, d.category_slug, d.authentication_required = 1,
      (select address from orders.default_addresses where user_id = d.buyer_id), d.event_count, $18::timestamptz,
      $18::timestamptz
    from draft d order by d.ordinal
    on conflict (trade_id) do nothing
    returning id
  ), lined as (
    insert into orders.order_lines (id, order_id, number, variant_id, quantity, unit_price_minor, currency)
    select d.line_id, d.id, 1, d.variant_id, d.quantity, d.unit_price_minor, d.currency
    from draft d join opened o on o.id = d.id
  ), told as (
    insert into orders.order_events (id, order_id, number, type, from_state, to_state, message, occurred_at)
    select e.id, e.order_id, e.number, e.to_state, e.from_state, e.to_state, e.message, $18::timestamptz
    from unnest($19::uuid[], $20::uuid[], $21::int[], $22::text[], $23::text[], $24::text[])
      as e (id, order_id, number, from_state, to_state, message)
    join opened o on o.id = e.order_id
  )
  select id from opened`;

const DRAFTED = [
  column("uuid", (draft: DraftOrder) => draft.id),
  column("text", (draft: DraftOrder) => draft.number),
  column("uuid", (draft: DraftOrder) => draft.tradeId),
  column("text", (draft: DraftOrder) => draft.state),
  column("uuid", (draft: DraftOrder) => draft.buyerId),
  column("uuid", (draft: DraftOrder) => draft.sellerId),
  column("text", (draft: DraftOrder) => draft.total.currency),
  column("int8", (draft: DraftOrder) => draft.subtotal.minor),
  column("int8", (draft: DraftOrder) => draft.shipping.minor),
  column("int8", (draft: DraftOrder) => draft.total.minor),
  column("text", (draft: DraftOrder) => draft.categorySlug),
  column("int4", (draft: DraftOrder) => (draft.authenticationRequired ? 1 : 0)),
  column("int4", (draft: DraftOrder) => draft.history.length),
  column("uuid", () => newId()),
  column("uuid", (draft: DraftOrder) => draft.line.variantId),
  column("int4", (draft: DraftOrder) => draft.line.quantity),
  column("int8", (draft: DraftOrder) => draft.line.unitPrice.minor),
];

type Past = DraftOrder["history"][number] & Readonly<{ orderId: string; number: number }>;
const TOLD = [
  column("uuid", () => newId()),
  column("uuid", (event: Past) => event.orderId),
  column("int4", (event: Past) => event.number),
  column("text", (event: Past) => event.from),
  column("text", (event: Past) => event.to),
  column("text", (event: Past) => event.message),
];

/**
 * Records new orders, each with its line and its first history, in one statement however many, with a copy of the buyer's
 * default address. A trade that has its order already is passed over. Returns the ids of those that are new.
 */
export async function insertOrders(
  tx: Tx,
  drafts: readonly DraftOrder[],
  openedAt: Date,
): Promise<ReadonlySet<string>> {
  const history = drafts.flatMap(({ id, history: events }) =>
    events.map((event, index): Past => ({ ...event, orderId: id, number: index + 1 })),
  );
  const opened = await runPrepared<{ id: string }>(tx, OPEN, [
    ...binaryColumns(drafts, DRAFTED),
    openedAt,
    ...binaryColumns(history, TOLD),
  ]);
  return new Set(opened.map(({ id }) => id));
}

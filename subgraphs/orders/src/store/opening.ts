import { column, parametersOf, runPrepared, sentRows, type Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import type { DraftOrder } from "../domain/draft.ts";

const DRAFTED = {
  id: column("uuid", (draft: DraftOrder) => draft.id),
  number: column("text", (draft: DraftOrder) => draft.number),
  trade_id: column("uuid", (draft: DraftOrder) => draft.tradeId),
  state: column("text", (draft: DraftOrder) => draft.state),
  buyer_id: column("uuid", (draft: DraftOrder) => draft.buyerId),
  seller_id: column("uuid", (draft: DraftOrder) => draft.sellerId),
  currency: column("text", (draft: DraftOrder) => draft.total.currency),
  subtotal_minor: column("int8", (draft: DraftOrder) => draft.subtotal.minor),
  shipping_minor: column("int8", (draft: DraftOrder) => draft.shipping.minor),
  total_minor: column("int8", (draft: DraftOrder) => draft.total.minor),
  category_slug: column("text", (draft: DraftOrder) => draft.categorySlug),
  authentication_required: column("int4", (draft: DraftOrder) => (draft.authenticationRequired ? 1 : 0)),
  event_count: column("int4", (draft: DraftOrder) => draft.history.length),
  line_id: column("uuid", () => newId()),
  variant_id: column("uuid", (draft: DraftOrder) => draft.line.variantId),
  quantity: column("int4", (draft: DraftOrder) => draft.line.quantity),
  unit_price_minor: column("int8", (draft: DraftOrder) => draft.line.unitPrice.minor),
};

type Past = DraftOrder["history"][number] & Readonly<{ orderId: string; number: number }>;
const TOLD = {
  id: column("uuid", () => newId()),
  order_id: column("uuid", (event: Past) => event.orderId),
  number: column("int4", (event: Past) => event.number),
  from_state: column("text", (event: Past) => event.from),
  to_state: column("text", (event: Past) => event.to),
  message: column("text", (event: Past) => event.message),
};

// Rows keep the order of the drafts.
const { draft, told } = sentRows({ draft: DRAFTED, told: TOLD }, 2);

const OPEN = `/* open orders */
  with draft as materialized (${draft.rows}), opened as (
    insert into orders.orders (id, number, trade_id, state, buyer_id, seller_id, currency, subtotal_minor, shipping_minor,
      total_minor, category_slug, authentication_required, shipping_address, event_count, created_at, updated_at)
    select d.id, d.number, d.trade_id, d.state, d.buyer_id, d.seller_id, d.currency, d.subtotal_minor, d.shipping_minor,
      d.total_minor, d.category_slug, d.authentication_required = 1,
      (select address from orders.default_addresses where user_id = d.buyer_id), d.event_count, $1::timestamptz,
      $1::timestamptz
    from draft d
    on conflict (trade_id) do nothing
    returning id
  ), lined as (
    insert into orders.order_lines (id, order_id, number, variant_id, quantity, unit_price_minor, currency)
    select d.line_id, d.id, 1, d.variant_id, d.quantity, d.unit_price_minor, d.currency
    from draft d join opened o on o.id = d.id
  ), told as (
    insert into orders.order_events (id, order_id, number, type, from_state, to_state, message, occurred_at)
    select e.id, e.order_id, e.number, e.to_state, e.from_state, e.to_state, e.message, $1::timestamptz
    from (${told.rows}) as e
    join opened o on o.id = e.order_id
  )
  select id from opened`;

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
    openedAt,
    ...parametersOf(drafts, DRAFTED),
    ...parametersOf(history, TOLD),
  ]);
  return new Set(opened.map(({ id }) => id));
}

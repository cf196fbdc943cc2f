import type { Tx } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { sql } from "drizzle-orm";
import type { DraftOrder } from "../domain/draft.ts";
import { defaultAddresses, orderEvents, orderLines, orders } from "../tables/index.ts";

/**
 * Records a new order with its line and its first history, in one statement, with a copy of the buyer's default address.
 * Returns false when the trade has its order already.
 */
export async function insertOrder(tx: Tx, draft: DraftOrder, openedAt: Date): Promise<boolean> {
  const at = openedAt.toISOString();
  const history = JSON.stringify(
    draft.history.map((event, index) => ({ ...event, id: newId(), number: index + 1 })),
  );
  const opened = await tx.execute(sql`
    with opened as (
      insert into ${orders} (id, number, trade_id, state, buyer_id, seller_id, currency, subtotal_minor, shipping_minor,
        total_minor, category_slug, authentication_required, shipping_address, event_count, created_at, updated_at)
      select ${draft.id}::uuid, ${draft.number}, ${draft.tradeId}::uuid, ${draft.state}, ${draft.buyerId}::uuid,
        ${draft.sellerId}::uuid, ${draft.total.currency}, ${draft.subtotal.minor}::bigint, ${draft.shipping.minor}::bigint,
        ${draft.total.minor}::bigint, ${draft.categorySlug}::text, ${draft.authenticationRequired}::boolean,
        (select address from ${defaultAddresses} where user_id = ${draft.buyerId}::uuid),
        ${draft.history.length}::int, ${at}::timestamptz, ${at}::timestamptz
      on conflict (trade_id) do nothing
      returning id
    ), line as (
      insert into ${orderLines} (id, order_id, number, variant_id, quantity, unit_price_minor, currency)
      select ${newId()}::uuid, id, 1, ${draft.line.variantId}::uuid, ${draft.line.quantity}::int,
        ${draft.line.unitPrice.minor}::bigint, ${draft.line.unitPrice.currency}
      from opened
    ), history as (
      insert into ${orderEvents} (id, order_id, number, type, from_state, to_state, message, occurred_at)
      select event.id, opened.id, event.number, event."to", event."from", event."to", event.message, ${at}::timestamptz
      from opened, jsonb_to_recordset(${history}::jsonb)
        as event (id uuid, number int, "from" text, "to" text, message text)
    )
    select id from opened`);
  return opened.length === 1;
}

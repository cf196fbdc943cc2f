import type { Tx } from "@outcry/database";
import type { Amendment } from "../domain/market.ts";
import { columnsOf, run } from "./statement.ts";

const KEEP = `/* keep amendments */
  insert into offers.amendments (order_id, variant_id, currency, sequence, price_before_minor, quantity_before,
    price_minor, quantity, amended_at)
  select *, $9 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::int[], $7::bigint[],
    $8::int[])`;

/** Keeps how orders were before they were amended: the order's own row holds only how it stands now. */
export async function keepAmendments(tx: Tx, amendments: readonly Amendment[], now: Date): Promise<void> {
  if (amendments.length === 0) return;
  await run(tx, KEEP, [
    ...columnsOf(amendments, [
      (it) => it.before.id,
      (it) => it.before.variantId,
      (it) => it.before.currency,
      (it) => it.sequence,
      (it) => it.before.price,
      (it) => it.before.quantity,
      (it) => it.after.price,
      (it) => it.after.quantity,
    ]),
    now,
  ]);
}

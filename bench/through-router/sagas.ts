import { setTimeout as wait } from "node:timers/promises";
import type { Sql } from "postgres";

const LOOK_MILLISECONDS = 250;
/** Promised are two minutes after a crash; here nothing crashed. */
const SECONDS_MAX = 120;

/** Trades of these variants whose payment is not held yet, and the seconds until there is none. Throws when that takes too long. */
export async function untilSettled(
  sql: Sql,
  variantIds: readonly string[],
): Promise<{ open: number; seconds: number }> {
  const countOpen = async () => {
    const [row] = await sql<[{ open: number }]>`
      select count(*)::int as open from offers.trades t
       where t.state = 'EXECUTED' and t.variant_id = any(${variantIds as string[]}) and not exists (
         select from orders.orders o join payments.payments p on p.order_id = o.id
          where o.trade_id = t.id and o.state <> 'AWAITING_PAYMENT' and p.state <> 'PENDING')`;
    return row.open;
  };
  const started = performance.now();
  const open = await countOpen();
  for (let left = open; left > 0; left = await countOpen()) {
    if (performance.now() - started > SECONDS_MAX * 1_000) throw new Error(`${left} sagas do not end.`);
    await wait(LOOK_MILLISECONDS);
  }
  return { open, seconds: (performance.now() - started) / 1_000 };
}

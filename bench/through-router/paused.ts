import type { Sql } from "postgres";

/**
 * Runs some work while orders hears of no trade, and so nobody of an order or a payment: its cursor over offers' feed is
 * held, as by another instance that is slow. What the market announced meanwhile waits.
 */
export async function withSagasPaused<Result>(sql: Sql, work: () => Promise<Result>): Promise<Result> {
  const transaction = await sql.reserve();
  try {
    await transaction`begin`;
    // Before its first event the consumer has no cursor, and there would be nothing to hold.
    await transaction`
      insert into orders.consumer_cursors (consumer, producer) values ('orders', 'offers') on conflict do nothing`;
    await transaction`
      select from orders.consumer_cursors where consumer = 'orders' and producer = 'offers' for update`;
    return await work();
  } finally {
    await transaction`rollback`;
    transaction.release();
  }
}

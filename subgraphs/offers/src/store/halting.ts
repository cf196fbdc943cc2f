import type { Tx } from "@outcry/database";
import type { Market } from "../domain/market.ts";
import { run } from "./statement.ts";

const HALT = `/* halt a market, or let it go on */
  with kept as (
    insert into offers.market_halts (variant_id, currency, sequence, halted, by_user_id, reason)
    values ($1, $2, $3, $4, $5, $6)
  )
  update offers.markets set halted = $4, sequence = $3 where variant_id = $1 and currency = $2`;

/** Records that a (locked) market was halted or goes on, by whom and why. */
export async function recordHalt(tx: Tx, market: Market, byUserId: string, reason: string): Promise<void> {
  const { variantId, currency, sequence, halted } = market;
  await run(tx, HALT, [variantId, currency, sequence, halted, byUserId, reason]);
}

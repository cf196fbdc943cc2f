import type { Database } from "@outcry/database";
import type { Side } from "../domain/order.ts";
import type { BustView } from "../domain/views.ts";
import { arrayOf, run } from "./statement.ts";

const SEEN_BY = `/* busted trades as one of their sides sees them */
  select id, bid_id, ask_id, seller_id = $2 as sold, defaulted_by from offers.trades
   where id = any($1::uuid[]) and state = 'BUSTED' and $2 in (buyer_id, seller_id)`;

type Row = {
  id: string;
  bid_id: string;
  ask_id: string;
  sold: boolean;
  defaulted_by: "BUYER" | "SELLER";
};

/** What was undone for a person, by trade. Trades that stand are missing, and so are those of other people. */
export async function bustsSeenBy(
  database: Database,
  userId: string,
  tradeIds: readonly string[],
): Promise<Map<string, BustView>> {
  const rows = await run<Row>(database, SEEN_BY, [arrayOf(tradeIds), userId]);
  return new Map(
    rows.map(({ id, bid_id, ask_id, sold, defaulted_by }) => {
      const side: Side = sold ? "ASK" : "BID";
      const byYou = defaulted_by === (sold ? "SELLER" : "BUYER");
      return [id, { tradeId: id, byYou, side, orderId: sold ? ask_id : bid_id }];
    }),
  );
}

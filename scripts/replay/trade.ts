import { type GraphClient, USER_ERRORS, type UserErrorAnswer } from "../partner/graph-client.ts";
import { Mistake } from "../partner/stop-with-sentence.ts";
import type { Sale } from "./plan.ts";

const PLACE_ASK = `mutation Ask($input: PlaceAskInput!) { placeAsk(input: $input) { ask { id } ${USER_ERRORS} } }`;
const PLACE_BID = `mutation Bid($input: PlaceBidInput!) {
  placeBid(input: $input) { trades { id price { amount } } ${USER_ERRORS} } }`;

type AskAnswer = { placeAsk: { ask: { id: string } | null; userErrors: UserErrorAnswer[] } };
type BidAnswer = {
  placeBid: { trades: { id: string; price: { amount: string } }[]; userErrors: UserErrorAnswer[] };
};

export type SaleOutcome = { kind: "traded" } | { kind: "off-tick"; row: number; price: string };

/** Rests an ask at the sale's price and takes it with a bid. Sending a sale again changes nothing: its keys are its row's. */
export async function tradeSale(
  clients: { buyer: GraphClient; seller: GraphClient },
  fileHash: string,
  variantId: string,
  sale: Sale,
): Promise<SaleOutcome> {
  const price = { amount: sale.price, currencyCode: "USD" };
  const keyOf = (side: string) => `replay:${fileHash}:${sale.row}:${side}`;
  const { placeAsk } = await clients.seller.ask<AskAnswer>(PLACE_ASK, {
    input: { variantId, price, idempotencyKey: keyOf("ask") },
  });
  if (placeAsk.userErrors.some(({ __typename }) => __typename === "TickSizeError")) {
    return { kind: "off-tick", row: sale.row, price: sale.price };
  }
  if (!placeAsk.ask)
    throw new Mistake(`Row ${sale.row}: the ask was refused: ${placeAsk.userErrors[0]?.message}`);
  const { placeBid } = await clients.buyer.ask<BidAnswer>(PLACE_BID, {
    input: { variantId, price, idempotencyKey: keyOf("bid") },
  });
  const [trade] = placeBid.trades;
  if (trade?.price.amount === sale.price && placeBid.trades.length === 1) return { kind: "traded" };
  const reason = placeBid.userErrors[0]?.message ?? `it traded at ${trade?.price.amount ?? "nothing"}`;
  throw new Mistake(`Row ${sale.row}: a bid of ${sale.price} did not trade at that price: ${reason}`);
}

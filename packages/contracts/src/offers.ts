import { z } from "zod";
import { event, id, instant, wireMoney } from "./event.ts";

const trade = z.object({
  tradeId: id,
  bidId: id,
  askId: id,
  variantId: id,
  productId: id,
  buyerId: id,
  sellerId: id,
  /** Price of one piece: the resting order's. */
  price: wireMoney,
  quantity: z.int().positive(),
  executedAt: instant,
  categorySlug: z.string(),
  authenticationRequired: z.boolean(),
});

/** A bid met an ask. One event per trade; orders opens exactly one order for it. */
export const TradeExecuted = event("offers.trade_executed", "1", "trade", trade);

/** A trade was undone because one side defaulted; it no longer counts in any market figure. */
export const TradeBusted = event(
  "offers.trade_busted",
  "1",
  "trade",
  z.object({ tradeId: id, defaultedBy: z.enum(["BUYER", "SELLER"]), reason: z.string() }),
);

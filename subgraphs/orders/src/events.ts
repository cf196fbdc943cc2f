import {
  DefaultAddressChanged,
  fromWire,
  PaymentFailed,
  PaymentHeld,
  PaymentRefunded,
  PaymentReleased,
  TradeExecuted,
} from "@outcry/contracts";
import { type EventHandlers, type FeedEvent, together } from "@outcry/outbox";
import { cancelUnpaidOrders, completeOrders, confirmOrders, recordRefunds } from "./commands/hear-payment.ts";
import { openOrdersForTrades } from "./commands/hear-trade.ts";
import { hearDefaultAddress } from "./commands/set-shipping-address.ts";

function tradeIn(event: FeedEvent) {
  const trade = TradeExecuted.read(event);
  return { ...trade, price: fromWire(trade.price) };
}

function heldIn(event: FeedEvent) {
  const { fees, ...news } = PaymentHeld.read(event);
  const { transactionFee, processingFee, payout } = fees;
  return {
    ...news,
    fees: {
      transactionFee: fromWire(transactionFee),
      processingFee: fromWire(processingFee),
      payout: fromWire(payout),
    },
  };
}

/** What orders hears, by who announces it. What it announces is in commands/announcements.ts. */
export const hears: Readonly<Record<"identity" | "offers" | "payments", EventHandlers>> = {
  identity: {
    [DefaultAddressChanged.type]: (tx, event) => hearDefaultAddress(tx, DefaultAddressChanged.read(event)),
  },
  offers: { [TradeExecuted.type]: together(tradeIn, openOrdersForTrades) },
  payments: {
    [PaymentHeld.type]: together(heldIn, confirmOrders),
    [PaymentFailed.type]: together(PaymentFailed.read, cancelUnpaidOrders),
    [PaymentReleased.type]: together(PaymentReleased.read, completeOrders),
    [PaymentRefunded.type]: together(PaymentRefunded.read, recordRefunds),
  },
};

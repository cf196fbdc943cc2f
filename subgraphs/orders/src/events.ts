import {
  DefaultAddressChanged,
  fromWire,
  PaymentFailed,
  PaymentHeld,
  PaymentRefunded,
  PaymentReleased,
  TradeExecuted,
} from "@outcry/contracts";
import type { EventHandlers } from "@outcry/outbox";
import { cancelUnpaidOrder, completeOrder, confirmOrder, recordRefund } from "./commands/hear-payment.ts";
import { openOrderForTrade } from "./commands/hear-trade.ts";
import { hearDefaultAddress } from "./commands/set-shipping-address.ts";

/** What orders hears, by who announces it. What it announces is in commands/announcements.ts. */
export const hears: Readonly<Record<"identity" | "offers" | "payments", EventHandlers>> = {
  identity: {
    [DefaultAddressChanged.type]: (tx, event) => hearDefaultAddress(tx, DefaultAddressChanged.read(event)),
  },
  offers: {
    [TradeExecuted.type]: (tx, event) => {
      const trade = TradeExecuted.read(event);
      return openOrderForTrade(tx, { ...trade, price: fromWire(trade.price) });
    },
  },
  payments: {
    [PaymentHeld.type]: (tx, event) => {
      const { fees, ...news } = PaymentHeld.read(event);
      const { transactionFee, processingFee, payout } = fees;
      return confirmOrder(tx, {
        ...news,
        fees: {
          transactionFee: fromWire(transactionFee),
          processingFee: fromWire(processingFee),
          payout: fromWire(payout),
        },
      });
    },
    [PaymentFailed.type]: (tx, event) => cancelUnpaidOrder(tx, PaymentFailed.read(event)),
    [PaymentReleased.type]: (tx, event) => completeOrder(tx, PaymentReleased.read(event)),
    [PaymentRefunded.type]: (tx, event) => recordRefund(tx, PaymentRefunded.read(event)),
  },
};

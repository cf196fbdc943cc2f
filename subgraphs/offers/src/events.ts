import {
  type AnnouncedEvent,
  currencyCode,
  event,
  fromWire,
  id,
  OrderCancelled,
  PaymentMethodsChanged,
  PersonDefaulted,
  SellerVerificationChanged,
  type SubgraphName,
  TradeBusted,
  TradeExecuted,
  toWire,
  VariantChanged,
  wireMoney,
} from "@outcry/contracts";
import type { Tx } from "@outcry/database";
import { money } from "@outcry/kernel";
import type { EventHandlers } from "@outcry/outbox";
import { z } from "zod";
import type { Trade } from "./domain/market.ts";
import type { MarketKey } from "./domain/order.ts";
import type { PriceAlert } from "./domain/watching.ts";
import * as copies from "./store/copies.ts";
import type { Default } from "./store/waiting-busts.ts";
import { consumerCursors, deadLetters, feedReaders, outbox } from "./tables/index.ts";

/** Where offers announces and remembers how far it has heard. */
export const outboxOfOffers = { outbox, consumerCursors, feedReaders, deadLetters };

/** What a trade's event says of the thing traded. */
export type Traded = Readonly<{ productId: string; categorySlug: string; authenticationRequired: boolean }>;

export const tradeExecuted = (
  trade: Trade,
  { productId, categorySlug, authenticationRequired }: Traded,
): AnnouncedEvent =>
  TradeExecuted.of(trade.id, {
    tradeId: trade.id,
    bidId: trade.bidId,
    askId: trade.askId,
    variantId: trade.variantId,
    productId,
    buyerId: trade.buyerId,
    sellerId: trade.sellerId,
    price: toWire(money(trade.price, trade.currency)),
    quantity: trade.quantity,
    executedAt: trade.executedAt.toISOString(),
    categorySlug,
    authenticationRequired,
  });

export const tradeBusted = (
  tradeId: string,
  defaultedBy: "BUYER" | "SELLER",
  reason: string,
): AnnouncedEvent => TradeBusted.of(tradeId, { tradeId, defaultedBy, reason });

/** Somebody's price alert was reached; for the notifications to come. It moves to the contracts with the first who hears it. */
const PriceAlertTriggered = event(
  "offers.price_alert_triggered",
  "1",
  "price_alert",
  z.object({
    ...{ priceAlertId: id, userId: id, variantId: id, currency: currencyCode },
    kind: z.enum(["ABOVE", "BELOW", "NEW_LOWEST_ASK", "EXPIRING"]),
    price: wireMoney.nullable(),
    triggeredPrice: wireMoney.nullable(),
  }),
);

export function priceAlertTriggered(alert: PriceAlert): AnnouncedEvent {
  const { userId, variantId, currency, kind } = alert;
  const amount = (minor: bigint | null) => (minor === null ? null : toWire(money(minor, currency)));
  return PriceAlertTriggered.of(alert.id, {
    ...{ priceAlertId: alert.id, userId, variantId, currency, kind },
    ...{ price: amount(alert.price), triggeredPrice: amount(alert.triggeredPrice) },
  });
}

export type Hearing = Readonly<{
  /** Undoes a trade; the market that changed, or null. */
  bust: (tx: Tx, defaulted: Default) => Promise<MarketKey | null>;
  /** Called inside the transaction; what it says holds once that is committed. */
  onBust: (market: MarketKey) => void;
}>;

/** What offers does about each event it hears, by who announces it. */
export const handlersOf = ({ bust, onBust }: Hearing): Partial<Record<SubgraphName, EventHandlers>> => ({
  catalog: {
    [VariantChanged.type]: async (tx, heard) => {
      const { retailPrice, ...variant } = VariantChanged.read(heard);
      await copies.keepVariants(tx, [{ ...variant, retailPrice: retailPrice && fromWire(retailPrice) }]);
    },
  },
  identity: {
    [SellerVerificationChanged.type]: async (tx, heard) => {
      const { userId, verified } = SellerVerificationChanged.read(heard);
      await copies.keepVerification(tx, userId, verified);
    },
  },
  payments: {
    [PaymentMethodsChanged.type]: async (tx, heard) => {
      const { userId, onFile } = PaymentMethodsChanged.read(heard);
      await copies.keepPaymentMethod(tx, userId, onFile);
    },
  },
  orders: {
    [OrderCancelled.type]: async (tx, heard) => {
      const { origin, defaultedBy, reason } = OrderCancelled.read(heard);
      if (origin.kind !== "TRADE" || defaultedBy === null) return;
      const market = await bust(tx, { tradeId: origin.tradeId, defaultedBy, reason });
      if (market) onBust(market);
    },
    [PersonDefaulted.type]: async (tx, heard) => {
      const { userId, sellingSuspendedUntil: until } = PersonDefaulted.read(heard);
      if (until !== null) await copies.keepSuspension(tx, userId, new Date(until));
    },
  },
});

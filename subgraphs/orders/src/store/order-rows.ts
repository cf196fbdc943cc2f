import { type Currency, invariant, isCurrency, type Money } from "@outcry/kernel";
import { type RawRow, rowReader } from "@outcry/outbox";
import type { Order, OrderEvent, OrderLine, Origin, SellerFees, Shipment } from "../domain/order.ts";
import { type orderEvents, type orderLines, orders, type shipments } from "../tables/index.ts";

type OrderRow = typeof orders.$inferSelect;

export function currencyIn(text: string): Currency {
  invariant(isCurrency(text), `A stored currency is one we settle in, not ${text}.`);
  return text;
}

/** An order as its row tells it. Throws when the row breaks a promise that its table's checks make too. */
export function toOrder(row: OrderRow): Order {
  const currency = currencyIn(row.currency);
  const money = (minor: bigint): Money => ({ minor, currency });
  invariant(row.totalMinor === row.subtotalMinor + row.shippingMinor, "A total is what its parts add up to.");
  return {
    id: row.id,
    number: row.number,
    origin: originOf(row),
    state: row.state,
    buyerId: row.buyerId,
    sellerId: row.sellerId,
    subtotal: money(row.subtotalMinor),
    shipping: money(row.shippingMinor),
    total: money(row.totalMinor),
    categorySlug: row.categorySlug,
    authenticationRequired: row.authenticationRequired,
    sellerFees: feesOf(row, money),
    shippingAddress: row.shippingAddress,
    confirmedAt: row.confirmedAt,
    shipBy: row.shipBy,
    cancellation: row.cancellationReason && {
      reason: row.cancellationReason,
      defaultedBy: row.defaultedBy,
      sentence: row.cancellationSentence ?? "",
      detail: row.cancellationDetail,
    },
    eventCount: row.eventCount,
    createdAt: row.createdAt,
  };
}

const readRow = rowReader(orders);

/** As `toOrder`, of the row of a statement that is written by hand. */
export const toOrderFromRaw = (raw: RawRow): Order => toOrder(readRow(raw));

function originOf({ tradeId, offerId, cartId }: OrderRow): Origin {
  if (tradeId !== null) return { kind: "TRADE", tradeId };
  if (offerId !== null) return { kind: "OFFER", offerId };
  invariant(cartId !== null, "An order comes through one of three doors.");
  return { kind: "CART", cartId };
}

function feesOf(row: OrderRow, money: (minor: bigint) => Money): SellerFees | null {
  const { transactionFeeMinor, processingFeeMinor, payoutMinor } = row;
  if (transactionFeeMinor === null || processingFeeMinor === null || payoutMinor === null) return null;
  return {
    transactionFee: money(transactionFeeMinor),
    processingFee: money(processingFeeMinor),
    payout: money(payoutMinor),
  };
}

export const toLine = (row: typeof orderLines.$inferSelect): OrderLine => ({
  id: row.id,
  orderId: row.orderId,
  variantId: row.variantId,
  quantity: row.quantity,
  unitPrice: { minor: row.unitPriceMinor, currency: currencyIn(row.currency) },
});

export const toEvent = (row: typeof orderEvents.$inferSelect): OrderEvent => ({
  id: row.id,
  orderId: row.orderId,
  type: row.type,
  message: row.message,
  occurredAt: row.occurredAt,
});

export const toShipment = (row: typeof shipments.$inferSelect): Shipment => ({
  id: row.id,
  orderId: row.orderId,
  carrier: row.carrier,
  trackingNumber: row.trackingNumber,
  shippedAt: row.shippedAt,
  deliveredAt: row.deliveredAt,
});

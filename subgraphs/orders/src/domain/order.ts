import type { Money } from "@outcry/kernel";
import type { Address } from "./address.ts";
import type { OrderRole, OrderState } from "./lifecycle.ts";

/** Which of the three doors an order came through. */
export type Origin =
  | { kind: "TRADE"; tradeId: string }
  | { kind: "OFFER"; offerId: string }
  | { kind: "CART"; cartId: string };

export type DefaultedBy = "BUYER" | "SELLER";

/** Why an order was called off; the words of the contract. */
export type CancellationReason =
  | "PAYMENT_FAILED"
  | "SHIPPING_OVERDUE"
  | "CANCELLED_BY_BUYER"
  | "CANCELLED_BY_SELLER"
  | "CANCELLED_BY_SUPPORT";

/** What the seller pays out of the subtotal, as payments quoted it when the buyer was charged. */
export type SellerFees = Readonly<{ transactionFee: Money; processingFee: Money; payout: Money }>;

/** An agreement between a buyer and a seller. */
export type Order = Readonly<{
  id: string;
  number: string;
  origin: Origin;
  state: OrderState;
  buyerId: string;
  sellerId: string;
  subtotal: Money;
  shipping: Money;
  total: Money;
  categorySlug: string | null;
  authenticationRequired: boolean;
  sellerFees: SellerFees | null;
  shippingAddress: Address | null;
  confirmedAt: Date | null;
  shipBy: Date | null;
  cancellation: Cancellation | null;
  /** How many things have happened to it. */
  eventCount: number;
  createdAt: Date;
}>;

export type Cancellation = Readonly<{
  reason: CancellationReason;
  defaultedBy: DefaultedBy | null;
  /** For both sides. */
  sentence: string;
  /** For the buyer alone, such as what their bank said; null when there is no more to say. */
  detail: string | null;
}>;

/** One thing bought. A line of the market names its variant. */
export type OrderLine = Readonly<{
  id: string;
  orderId: string;
  variantId: string | null;
  quantity: number;
  unitPrice: Money;
}>;

/** Something that happened to an order; never changed, only added to. */
export type OrderEvent = Readonly<{
  id: string;
  orderId: string;
  type: string;
  message: string;
  occurredAt: Date;
}>;

export type Shipment = Readonly<{
  id: string;
  orderId: string;
  carrier: string;
  trackingNumber: string;
  shippedAt: Date;
  deliveredAt: Date | null;
}>;

/** An order as one of its two sides sees it. */
export type VisibleOrder = Order & Readonly<{ viewerRole: OrderRole }>;

/** What each default means for each side of a trade's order. */
const CONSEQUENCES = {
  SHIPPING_OVERDUE: {
    BUYER: "You get your money back, and your bid returns to the market at its old place in the queue.",
    SELLER: "The buyer gets the money back, and you owe a penalty. Selling is suspended if it happens again.",
  },
  PAYMENT_FAILED: {
    BUYER: "You owe a penalty, and your other bids are paused until you save a payment method that works.",
    SELLER: "Your ask returns to the market at its old place in the queue.",
  },
} as const;

/** What the cancellation means for this side; null when it was not cancelled through somebody's default. */
export function consequenceShownTo({ cancellation, viewerRole, origin }: VisibleOrder): string | null {
  if (!cancellation || origin.kind !== "TRADE") return null;
  const { reason, defaultedBy } = cancellation;
  if (reason === "PAYMENT_FAILED") return CONSEQUENCES.PAYMENT_FAILED[viewerRole];
  return reason === "SHIPPING_OVERDUE" && defaultedBy === "SELLER"
    ? CONSEQUENCES.SHIPPING_OVERDUE[viewerRole]
    : null;
}

/** A default as whoever defaulted reads it: nobody reads of themselves as of somebody else. */
const OWN_DEFAULTS: Partial<Record<CancellationReason, Readonly<Record<DefaultedBy, string>>>> = {
  PAYMENT_FAILED: { BUYER: "Your payment failed.", SELLER: "You did not do as agreed." },
  SHIPPING_OVERDUE: {
    BUYER: "You did not say where to ship to in time.",
    SELLER: "You did not ship in time.",
  },
};

/** Why the order was cancelled, as this side may read it. A seller does not learn what the buyer's bank said. */
export function cancellationShownTo({ cancellation, viewerRole }: VisibleOrder): string | null {
  if (!cancellation) return null;
  const { detail, reason, defaultedBy } = cancellation;
  const own = defaultedBy === viewerRole ? OWN_DEFAULTS[reason]?.[viewerRole] : undefined;
  const sentence = own ?? cancellation.sentence;
  return viewerRole === "BUYER" && detail ? `${sentence} ${detail}` : sentence;
}

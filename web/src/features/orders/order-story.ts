import type { OrderRowFragment, OrderState } from "#web/graph/__generated__/graphql.ts";

/** What an order's state means to one of its sides: where it is, what comes next, and whether they must act. */
export type OrderStory = Readonly<{
  label: string;
  next: string;
  tone: "plain" | "accent" | "bid" | "danger";
  mustAct: boolean;
}>;

type Told = Pick<
  OrderRowFragment,
  | "state"
  | "viewerRole"
  | "availableActions"
  | "authenticationRequired"
  | "cancellationReason"
  | "cancellationConsequence"
  | "shippingAddress"
>;
type Line = Omit<OrderStory, "mustAct">;

const ended = (label: string, next: string): Line => ({ label, next, tone: "danger" });

const BUYER: Readonly<Record<OrderState, Line>> = {
  PENDING: { label: "Being put together", next: "Your card is charged next.", tone: "plain" },
  AWAITING_PAYMENT: {
    label: "Charging your card",
    next: "This takes a moment. Then the seller ships.",
    tone: "plain",
  },
  CONFIRMED: {
    label: "Paid, money held",
    next: "The seller ships next. Your money is held until the parcel arrives.",
    tone: "accent",
  },
  SELLER_SHIPPING: {
    label: "On its way to be checked",
    next: "An authenticator checks it, then it goes on to you.",
    tone: "accent",
  },
  AUTHENTICATING: { label: "Being checked", next: "If it is genuine, it goes on to you.", tone: "accent" },
  AUTHENTICATED: { label: "Found genuine", next: "It is sent on to you.", tone: "accent" },
  SHIPPING_TO_BUYER: {
    label: "On its way to you",
    next: "When it is there and as agreed, confirm it.",
    tone: "accent",
  },
  DELIVERED: { label: "Delivered", next: "The seller is being paid.", tone: "bid" },
  COMPLETED: { label: "Completed", next: "The seller was paid. Enjoy it.", tone: "bid" },
  CANCELLED: ended(
    "Cancelled",
    "What you paid goes back to you. If your bid may still trade, it is back in the book.",
  ),
  AUTHENTICATION_FAILED: ended("Not as agreed", "You get your money back."),
  RETURNED: ended("Returned", "You get your money back."),
  REFUNDED: ended("Refunded", "Your money went back to your card."),
};

const SELLER: Readonly<Record<OrderState, Line>> = {
  ...BUYER,
  PENDING: { label: "Being put together", next: "The buyer’s card is charged next.", tone: "plain" },
  AWAITING_PAYMENT: {
    label: "Waiting for payment",
    next: "Do not ship yet: the buyer’s card is being charged.",
    tone: "plain",
  },
  CONFIRMED: {
    label: "Paid: ship it",
    next: "Send the parcel, then enter its tracking number.",
    tone: "accent",
  },
  SELLER_SHIPPING: {
    label: "On its way to be checked",
    next: "An authenticator checks it next.",
    tone: "accent",
  },
  AUTHENTICATED: { label: "Found genuine", next: "It is sent on to the buyer.", tone: "accent" },
  SHIPPING_TO_BUYER: {
    label: "On its way to the buyer",
    next: "You are paid when the buyer has it.",
    tone: "accent",
  },
  DELIVERED: { label: "Delivered", next: "You are being paid.", tone: "bid" },
  COMPLETED: { label: "Completed", next: "You were paid.", tone: "bid" },
  CANCELLED: ended("Cancelled", "Do not ship. If your ask may still trade, it is back in the book."),
  AUTHENTICATION_FAILED: ended("Not as agreed", "The buyer gets the money back."),
  RETURNED: ended("Returned", "The buyer gets the money back."),
  REFUNDED: ended("Refunded", "The buyer’s money went back."),
};

/** The story of an order for whoever looks at it. */
export function storyOf({
  state,
  viewerRole,
  availableActions,
  cancellationReason,
  cancellationConsequence,
  shippingAddress,
}: Told): OrderStory {
  const line = (viewerRole === "BUYER" ? BUYER : SELLER)[state];
  // An address that is known may be changed, but nobody waits for it.
  const pressing = availableActions.filter((action) => action !== "SET_SHIPPING_ADDRESS" || !shippingAddress);
  const mustAct = pressing.length > 0;
  if (pressing.includes("SET_SHIPPING_ADDRESS") && viewerRole === "BUYER")
    return { ...line, next: "Say where it is to go, so that the seller can ship.", mustAct };
  if (state === "CONFIRMED" && viewerRole === "SELLER" && !availableActions.includes("MARK_SHIPPED"))
    return { ...line, label: "Paid", next: "The buyer says where it is to go next. Then you ship.", mustAct };
  if (state === "CANCELLED") {
    const consequence = cancellationConsequence ?? line.next;
    return { ...line, next: [cancellationReason, consequence].filter(Boolean).join(" "), mustAct };
  }
  return { ...line, mustAct };
}

/** The stations of an order, for a bar: how many there are, and how many are behind it. Null when it ended early. */
export function progressOf({
  state,
  authenticationRequired,
}: Pick<Told, "state" | "authenticationRequired">): { steps: readonly string[]; done: number } | null {
  const steps = authenticationRequired
    ? ["Paid", "Shipped", "Checked", "On its way", "Delivered"]
    : ["Paid", "Shipped", "Delivered"];
  const done: Partial<Record<OrderState, number>> = authenticationRequired
    ? {
        PENDING: 0,
        AWAITING_PAYMENT: 0,
        CONFIRMED: 1,
        SELLER_SHIPPING: 2,
        AUTHENTICATING: 2,
        AUTHENTICATED: 3,
        SHIPPING_TO_BUYER: 4,
        DELIVERED: 5,
        COMPLETED: 5,
      }
    : { PENDING: 0, AWAITING_PAYMENT: 0, CONFIRMED: 1, SHIPPING_TO_BUYER: 2, DELIVERED: 3, COMPLETED: 3 };
  const count = done[state];
  return count === undefined ? null : { steps, done: count };
}

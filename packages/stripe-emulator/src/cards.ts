/** How a test card behaves (https://docs.stripe.com/testing). Everything not said is the ordinary card. */
export type Card = {
  brand: string;
  last4: string;
  funding?: "credit" | "debit" | "prepaid";
  country?: string;
  /** Refused by the bank: when a payment is made and when the card is attached to a customer. */
  declines?: Decline;
  /** Attached without complaint, refused when charged (pm_card_chargeCustomerFail). */
  declinesAfterAttaching?: Decline;
  /** "always": every payment; "unless_saved": payments before 3-D Secure was passed once. */
  authentication?: "always" | "unless_saved";
  /** The payment succeeds and is disputed at once. */
  dispute?: "fraudulent" | "product_not_received";
  /** The refund is reported as done and fails later, or is pending first. */
  refund?: "fails" | "pending";
  /** The money is available at once. */
  bypassesPending?: boolean;
};

export type Decline = { code: string; declineCode?: string; message: string; adviceCode?: string };

const generic: Decline = {
  code: "card_declined",
  declineCode: "generic_decline",
  message: "Your card was declined.",
  adviceCode: "try_again_later",
};
const declined = (declineCode: string, message = generic.message): Decline => ({
  code: "card_declined",
  declineCode,
  message,
});

const visa = { brand: "visa", last4: "4242" };

/** The named test payment methods, by what follows `pm_card_` (and `tok_` for those that have a token). */
const CARDS = {
  visa,
  visa_debit: { brand: "visa", last4: "5556", funding: "debit" },
  mastercard: { brand: "mastercard", last4: "4444" },
  mastercard_debit: { brand: "mastercard", last4: "8210", funding: "debit" },
  mastercard_prepaid: { brand: "mastercard", last4: "5100", funding: "prepaid" },
  amex: { brand: "amex", last4: "8431" },
  discover: { brand: "discover", last4: "9424" },
  diners: { brand: "diners", last4: "0004" },
  jcb: { brand: "jcb", last4: "0505" },
  unionpay: { brand: "unionpay", last4: "0005" },
  us: visa,
  gb: { brand: "visa", last4: "0005", country: "GB" },
  de: { brand: "visa", last4: "0016", country: "DE" },
  fr: { brand: "visa", last4: "0003", country: "FR" },
  jp: { brand: "visa", last4: "0003", country: "JP" },
  chargeDeclined: { brand: "visa", last4: "0002", declines: generic },
  chargeDeclinedInsufficientFunds: {
    brand: "visa",
    last4: "9995",
    declines: declined("insufficient_funds", "Your card has insufficient funds."),
  },
  chargeDeclinedLostCard: { brand: "visa", last4: "9987", declines: declined("lost_card") },
  chargeDeclinedStolenCard: { brand: "visa", last4: "9979", declines: declined("stolen_card") },
  chargeDeclinedFraudulent: { brand: "visa", last4: "0019", declines: declined("fraudulent") },
  chargeDeclinedExpiredCard: {
    brand: "visa",
    last4: "0069",
    declines: { code: "expired_card", message: "Your card has expired." },
  },
  chargeDeclinedIncorrectCvc: {
    brand: "visa",
    last4: "0127",
    declines: { code: "incorrect_cvc", message: "Your card's security code is incorrect." },
  },
  chargeDeclinedProcessingError: {
    brand: "visa",
    last4: "0119",
    declines: {
      code: "processing_error",
      message: "An error occurred while processing your card. Try again in a little bit.",
    },
  },
  visa_chargeDeclinedVelocityLimitExceeded: {
    brand: "visa",
    last4: "6975",
    declines: declined(
      "card_velocity_exceeded",
      "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
    ),
  },
  chargeCustomerFail: { brand: "visa", last4: "0341", declinesAfterAttaching: generic },
  authenticationRequired: { brand: "visa", last4: "3184", authentication: "always" },
  threeDSecure2Required: { brand: "visa", last4: "3220", authentication: "always" },
  authenticationRequiredOnSetup: { brand: "visa", last4: "3155", authentication: "unless_saved" },
  createDispute: { brand: "visa", last4: "0259", dispute: "fraudulent" },
  createDisputeProductNotReceived: { brand: "visa", last4: "2685", dispute: "product_not_received" },
  refundFail: { brand: "visa", last4: "5126", refund: "fails" },
  pendingRefund: { brand: "visa", last4: "7726", refund: "pending" },
  bypassPending: { brand: "visa", last4: "0077", bypassesPending: true },
} satisfies Record<string, Card>;

export type CardName = keyof typeof CARDS;

const isCardName = (name: string): name is CardName => Object.hasOwn(CARDS, name);

export const cardNamed = (name: CardName): Card => CARDS[name];

/** The card behind `pm_card_visa`, or undefined when the id is not one of Stripe's test payment methods. */
export function testPaymentMethod(id: string): CardName | undefined {
  const name = id.startsWith("pm_card_") ? id.slice("pm_card_".length) : "";
  return isCardName(name) ? name : undefined;
}

/** The card behind `tok_visa`. */
export function testToken(id: string): CardName | undefined {
  const name = id.startsWith("tok_") ? id.slice("tok_".length) : "";
  return isCardName(name) ? name : undefined;
}

/** What the bank says to a charge of this card, given how the payment method came to be. */
export function declineOf(card: Card, attached: boolean): Decline | undefined {
  return card.declines ?? (attached ? card.declinesAfterAttaching : undefined);
}

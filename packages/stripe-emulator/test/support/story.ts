import type Stripe from "stripe";

/** A customer with a saved card. */
export async function buyerWith(stripe: Stripe, card = "pm_card_visa") {
  const customer = await stripe.customers.create({ email: "buyer@outcry.test", metadata: { user: "7" } });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  return { customer, method };
}

type Buyer = Awaited<ReturnType<typeof buyerWith>>;

/** What charges a saved card while its holder is away. */
export const offSession = (
  { customer, method }: Buyer,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Stripe.PaymentIntentCreateParams => ({
  amount: 45_000,
  currency: "usd",
  customer: customer.id,
  payment_method: method.id,
  allowed_payment_method_types: ["card"],
  off_session: true,
  confirm: true,
  ...more,
});

/** A seller who may receive transfers and be paid out. */
export const sellerAccount = (stripe: Stripe, accountNumber = "000123456789"): Promise<Stripe.Account> =>
  stripe.accounts.create({
    type: "custom",
    country: "US",
    business_type: "individual",
    capabilities: { transfers: { requested: true } },
    tos_acceptance: { date: 1_700_000_000, ip: "127.0.0.1" },
    external_account: {
      object: "bank_account",
      country: "US",
      currency: "usd",
      account_number: accountNumber,
      routing_number: "110000000",
    },
  });

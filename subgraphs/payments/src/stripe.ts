import { newId, ok, refuse } from "@outcry/kernel";
import Stripe from "stripe";
import type { PaymentProvider } from "./provider.ts";
import { HEARD_TYPES, readStripeEvent, translate } from "./stripe-answers.ts";
import { chargeRequests } from "./stripe-charges.ts";
import { moneyRequests } from "./stripe-money.ts";
import { readStripeWebhook, toProviderEvent } from "./stripe-webhooks.ts";

export type StripeOptions = Readonly<{
  secretKey: string;
  webhookSecret: string;
  /** Where to find a stand-in for Stripe; Stripe itself without it. */
  apiBase?: { protocol: "http" | "https"; host: string; port: number };
  /** After so long an answer is no longer waited for; ten seconds, usually. */
  timeoutMilliseconds?: number;
}>;

const TIMEOUT_MILLISECONDS = 10_000;
const EVENTS_PER_PAGE_MAX = 100;

/** A customer who is charged while away has to have said yes to that; in test mode the account settles itself. */
const TEST_ACCOUNT = {
  tos_acceptance: { date: 1_767_225_600, ip: "127.0.0.1" },
  business_type: "individual",
  individual: { first_name: "Test", last_name: "Seller" },
  business_profile: { mcc: "5691", url: "https://outcry.test" },
  external_account: {
    object: "bank_account",
    country: "US",
    currency: "usd",
    routing_number: "110000000",
    account_number: "000123456789",
  },
} as const satisfies Stripe.AccountCreateParams;

/** Stripe's SDK, told to leave repeating to us: it does not know what we have written down. */
const makeStripe = ({ secretKey, apiBase, timeoutMilliseconds }: StripeOptions): Stripe =>
  new Stripe(secretKey, {
    maxNetworkRetries: 0,
    timeout: timeoutMilliseconds ?? TIMEOUT_MILLISECONDS,
    telemetry: false,
    ...apiBase,
  });

/** The payment provider on Stripe: separate charges and transfers (https://docs.stripe.com/connect/separate-charges-and-transfers). */
export function stripeProvider(options: StripeOptions): PaymentProvider {
  const stripe = makeStripe(options);
  const isTest = options.secretKey.startsWith("sk_test_");
  const asking = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await work();
    } catch (error) {
      throw translate(error);
    }
  };
  return {
    ...chargeRequests(stripe),
    ...moneyRequests(stripe),
    createCustomer: (userId) =>
      asking(async () => {
        const metadata = { user_id: userId };
        const customer = await stripe.customers.create(
          { metadata },
          { idempotencyKey: `customer:${userId}` },
        );
        return customer.id;
      }),
    createSellerAccount: (userId) =>
      asking(async () => {
        const account = await stripe.accounts.create(
          {
            country: "US",
            capabilities: { transfers: { requested: true } },
            metadata: { user_id: userId },
            ...(isTest ? { type: "custom" as const, ...TEST_ACCOUNT } : { type: "express" as const }),
          },
          { idempotencyKey: `account:${userId}` },
        );
        return account.id;
      }),
    saveMethod: (token, customerRef) => saveMethod(stripe, token, customerRef),
    forgetMethod: async (methodRef) => {
      await asking(() =>
        stripe.paymentMethods.detach(methodRef, {}, { idempotencyKey: `detach:${methodRef}` }),
      );
    },
    readWebhook: (body, signature, now) =>
      readStripeWebhook({ stripe, secret: options.webhookSecret, livemode: !isTest, body, signature, now }),
    readEvent: (payload) => readStripeEvent(payload as unknown as Stripe.Event),
    eventsSince: (instant) => eventsSince(stripe, instant),
  };
}

async function* eventsSince(stripe: Stripe, instant: Date) {
  const created = { gte: Math.floor(instant.getTime() / 1_000) };
  try {
    const pages = stripe.events.list({ created, types: [...HEARD_TYPES], limit: EVENTS_PER_PAGE_MAX });
    for await (const event of pages) yield toProviderEvent(event);
  } catch (error) {
    throw translate(error);
  }
}

async function saveMethod(stripe: Stripe, token: string, customerRef: string) {
  try {
    const attached = await stripe.paymentMethods.attach(
      token,
      { customer: customerRef },
      // A key of its own each time: saving the same card twice is two requests, not one repeated.
      { idempotencyKey: `attach:${newId()}` },
    );
    const { card } = attached;
    if (!card) return refuse({ message: "Only cards can be saved." });
    return ok({
      providerRef: attached.id,
      brand: card.brand,
      last4: card.last4,
      expiryMonth: card.exp_month,
      expiryYear: card.exp_year,
    });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return refuse({ message: error.message });
    const isUnknown =
      error instanceof Stripe.errors.StripeInvalidRequestError && (error.statusCode ?? 0) < 429;
    if (isUnknown && error.statusCode !== 409) return refuse({ message: sentenceFor(error) });
    throw translate(error);
  }
}

const sentenceFor = (error: Stripe.errors.StripeInvalidRequestError): string =>
  error.code === "resource_missing"
    ? "The payment provider does not know this card. Please enter it again."
    : "This card cannot be saved. Please enter it again.";

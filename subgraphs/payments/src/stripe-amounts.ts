import type { Money } from "@outcry/kernel";

/** Stripe counts in minor units too, as JSON numbers; its own limit is far below what they hold exactly. */
export const stripeAmount = ({ minor, currency }: Money) => ({
  amount: Number(minor),
  currency: currency.toLowerCase(),
});

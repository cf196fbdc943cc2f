export { createPayments } from "./server.ts";
export type { StripeOptions } from "./stripe.ts";
/** The events Stripe is to send to the webhook; it may send others, which are answered and forgotten. */
export { HEARD_TYPES as STRIPE_WEBHOOK_EVENTS } from "./stripe-answers.ts";
